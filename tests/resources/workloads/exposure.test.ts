import { runProgram, type ProgramRun } from "../../support/program";

const publicUrl = "https://openops.example.com";

function runWith(exposure: object): Promise<ProgramRun> {
  return runProgram("dev", {
    "openops:preset": "dev",
    "openops:publicUrl": publicUrl,
    "openops:exposure": JSON.stringify(exposure),
  });
}

const gateway = ({ find }: ProgramRun) => find("kubernetes:apps/v1:Deployment", "nginx").inputs;
const service = ({ find }: ProgramRun) => find("kubernetes:core/v1:Service", "nginx");

describe("a load balancer", () => {
  test("is awaited as long as a workload, unlike every other Service, and nothing waits for it", async () => {
    const run = await runWith({ kind: "load-balancer", cloud: { kind: "aws" }, tlsInFront: true });
    const { inputs, options } = service(run);
    const skipping = run.resources.filter(
      ({ type, inputs }) =>
        type === "kubernetes:core/v1:Service" && JSON.stringify(inputs).includes("pulumi.com/skipAwait"),
    );

    expect(JSON.stringify(inputs)).not.toContain("skipAwait");
    expect(options.customTimeouts).toEqual({ create: "30m", update: "30m" });
    expect(skipping.map(({ name }) => name)).toEqual([
      "postgres",
      "postgres-headless",
      "redis",
      "redis-headless",
      "openops-tables",
      "openops-analytics",
      "openops-app",
      "openops-engine",
    ]);
    expect(run.outputs).toHaveProperty("endpoint");
  });

  test("with a certificate from a Secret makes the gateway read it and look for a new one", async () => {
    const run = await runWith({
      kind: "load-balancer",
      tls: { kind: "existing-secret", secretName: "ours" },
    });

    expect(gateway(run)).toMatchObject({
      spec: {
        template: {
          spec: {
            securityContext: { fsGroup: 101 },
            containers: [
              {
                command: [
                  "sh",
                  "-c",
                  expect.stringContaining("nginx -c /etc/openops/gateway/nginx.conf -s reload"),
                  "gateway",
                  "nginx",
                  "-c",
                  "/etc/openops/gateway/nginx.conf",
                  "-g",
                  "daemon off;",
                ],
                ports: [
                  { name: "main", containerPort: 8080 },
                  { name: "https", containerPort: 8443 },
                ],
              },
            ],
            volumes: [
              { name: "config" },
              { name: "tmp" },
              { name: "public-certificate", secret: { secretName: "ours", defaultMode: 0o440 } },
            ],
          },
        },
      },
    });
  });
});

describe("the gateway's certificate", () => {
  const issuer = { kind: "cert-manager", issuer: "company", issuerKind: "Issuer" };
  const types = (run: ProgramRun) =>
    run.resources.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);

  test("is asked of cert-manager where the gateway ends TLS, and the authority's questions are let in", async () => {
    const run = await runWith({ kind: "load-balancer", tls: issuer });

    expect(run.find("kubernetes:cert-manager.io/v1:Certificate", "openops-tls").inputs).toMatchObject({
      spec: {
        dnsNames: ["openops.example.com"],
        issuerRef: { name: "company", kind: "Issuer", group: "cert-manager.io" },
      },
    });
    expect(
      run.find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "cert-manager-solver").inputs,
    ).toMatchObject({
      spec: {
        podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
        policyTypes: ["Ingress"],
        ingress: [{ ports: [{ protocol: "TCP", port: 8089 }] }],
      },
    });
  });

  test("is left to cert-manager's own watch where a controller ends TLS", async () => {
    const run = await runWith({ kind: "ingress", controller: { kind: "nginx" }, tls: issuer });

    expect(types(run)).toContain("NetworkPolicy cert-manager-solver");
    expect(types(run)).not.toContain("Certificate openops-tls");
  });

  test("comes from an Issuer of the stack's own only where there is to be one", async () => {
    const controller = { kind: "nginx" };
    const own = { kind: "cert-manager", issuer: "letsencrypt", acme: { email: "ops@example.com" } };
    const issuers = async (tls: object) =>
      types(await runWith({ kind: "ingress", controller, tls })).filter((name) => name.startsWith("Issuer"));

    expect(await issuers(own)).toEqual(["Issuer letsencrypt-issuer"]);
    expect(await issuers(issuer)).toEqual([]);
  });

  test("is nobody's concern with an existing Secret", async () => {
    const run = await runWith({ kind: "load-balancer", tls: { kind: "existing-secret" } });

    expect(types(run).filter((name) => /solver|Certificate/.test(name))).toEqual([]);
  });
});

test("a port of the nodes is Kubernetes' choice where none is configured, and no address is awaited", async () => {
  const run = await runWith({ kind: "node-port", tlsInFront: true });
  const { spec, metadata } = service(run).inputs;

  expect(spec).toMatchObject({ type: "NodePort", externalTrafficPolicy: "Cluster" });
  expect(JSON.stringify(spec)).not.toContain("nodePort");
  expect(metadata).toMatchObject({ annotations: { "pulumi.com/skipAwait": "true" } });
  expect(run.outputs).not.toHaveProperty("endpoint");
});

test("an Ingress is not awaited, since some controllers never say where they answer", async () => {
  const run = await runWith({ kind: "ingress", controller: { kind: "nginx" }, tlsInFront: true });

  expect(run.find("kubernetes:networking.k8s.io/v1:Ingress", "nginx").inputs).toMatchObject({
    metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
  });
  expect(run.outputs).not.toHaveProperty("endpoint");
});
