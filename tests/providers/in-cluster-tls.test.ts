import { hostBasedAuthentication } from "../../providers/in-cluster/postgres-files";
import { serverNames } from "../../providers/in-cluster/server-certificate";
import { runProgram, type ProgramRun } from "../support/program";

const kinds = {
  generated: { kind: "generated" },
  "existing-secret": { kind: "existing-secret", secretName: "our-tls" },
  "cert-manager": { kind: "cert-manager", issuer: "company" },
};

function stackWith(kind: keyof typeof kinds): Promise<ProgramRun> {
  return runProgram("dev", {
    "openops:preset": "dev",
    "openops:database": JSON.stringify({ tls: kinds[kind] }),
    "openops:cache": JSON.stringify({ tls: kinds[kind] }),
  });
}

function statefulSet(run: ProgramRun, name: string) {
  return run.find("kubernetes:apps/v1:StatefulSet", name).inputs;
}

/** What a volume projects, in the pods of a Deployment. */
function authoritiesOf(run: ProgramRun, name: string): string {
  return JSON.stringify(run.find("kubernetes:apps/v1:Deployment", name).inputs);
}

const data = (run: ProgramRun, name: string) => run.find("kubernetes:core/v1:ConfigMap", name).inputs.data;

describe("a generated certificate", () => {
  test("names the server as every client may, and its authority is no server", async () => {
    const run = await stackWith("generated");

    expect(run.find("tls:index/certRequest:CertRequest", "postgres-certificate").inputs).toMatchObject({
      dnsNames: [
        "postgres",
        "postgres.openops-dev",
        "postgres.openops-dev.svc",
        "postgres.openops-dev.svc.cluster.local",
        "localhost",
      ],
    });
    expect(
      run.find("tls:index/selfSignedCert:SelfSignedCert", "postgres-certificate-authority").inputs,
    ).toMatchObject({
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing", "digital_signature"],
    });
    expect(
      run.find("tls:index/locallySignedCert:LocallySignedCert", "redis-certificate").inputs,
    ).toMatchObject({
      validityPeriodHours: 43800,
      earlyRenewalHours: 8760,
      allowedUses: ["server_auth", "digital_signature", "key_encipherment"],
    });
  });

  test("reaches the server in a Secret of its own", async () => {
    const secret = (await stackWith("generated")).find("kubernetes:core/v1:Secret", "postgres-certificate");

    expect(secret.inputs).toMatchObject({ type: "kubernetes.io/tls", immutable: true });
    expect(secret.secretInputs).toEqual(["stringData"]);
  });

  test("makes Postgres refuse everything but TLS, its own socket apart", async () => {
    const run = await stackWith("generated");

    expect(data(run, "postgres")).toMatchObject({
      "pg_hba.conf": "local all all trust\nhostssl all all all scram-sha-256\n",
    });
    expect(JSON.stringify(statefulSet(run, "postgres"))).toContain(
      '"-c","ssl=on","-c","ssl_min_protocol_version=TLSv1.2","-c","ssl_cert_file=/etc/openops/tls/tls.crt","-c","ssl_key_file=/etc/openops/tls/tls.key"',
    );
  });

  test("makes Redis listen with TLS only, and its probe verify", async () => {
    const run = await stackWith("generated");
    const config = JSON.stringify(data(run, "redis"));

    expect(config).toContain(
      "port 0\\ntls-port 6379\\ntls-cert-file /etc/openops/tls/tls.crt\\ntls-key-file /etc/openops/tls/tls.key\\ntls-ca-cert-file /etc/openops/tls/ca.crt\\ntls-auth-clients no\\n",
    );
    expect(JSON.stringify(statefulSet(run, "redis"))).toContain(
      "redis-cli --tls --cacert /etc/openops/tls/ca.crt ping",
    );
  });

  test("has its authority in every pod that connects, and a proxy beside the app", async () => {
    const run = await stackWith("generated");

    for (const name of ["openops-app", "openops-tables", "openops-analytics", "openops-engine"]) {
      expect(authoritiesOf(run, name)).toContain('"mountPath":"/etc/openops/ca"');
    }
    expect(authoritiesOf(run, "nginx")).not.toContain("/etc/openops/ca");
    expect(authoritiesOf(run, "openops-app")).toContain('"name":"cache-proxy"');
    expect(authoritiesOf(run, "openops-engine")).not.toContain('"name":"cache-proxy"');
  });

  test("has a proxy that verifies the server's name", async () => {
    expect(data(await stackWith("generated"), "openops-app-cache-proxy")).toEqual({
      "nginx.conf": [
        "worker_processes 1;",
        "pid /tmp/cache-proxy.pid;",
        "error_log stderr warn;",
        "events {",
        "  worker_connections 1024;",
        "}",
        "stream {",
        "  server {",
        "    listen 127.0.0.1:6379;",
        "    proxy_pass redis.openops-dev.svc:6379;",
        "    proxy_connect_timeout 5s;",
        "    proxy_timeout 1d;",
        "    proxy_socket_keepalive on;",
        "    proxy_ssl on;",
        "    proxy_ssl_protocols TLSv1.2 TLSv1.3;",
        "    proxy_ssl_verify on;",
        "    proxy_ssl_verify_depth 3;",
        "    proxy_ssl_trusted_certificate /etc/openops/ca/redis.pem;",
        "    proxy_ssl_server_name on;",
        "    proxy_ssl_name redis.openops-dev.svc;",
        "  }",
        "}",
        "",
      ].join("\n"),
    });
  });

  test("is verified by the Job that prepares the databases", async () => {
    const job = (await stackWith("generated")).find("kubernetes:batch/v1:Job", "openops-database-bootstrap");

    expect(JSON.stringify(job.inputs)).toContain('{"name":"PGSSLMODE","value":"verify-full"}');
  });
});

describe("an existing Secret", () => {
  test("is mounted by the server, and its authority alone by the clients", async () => {
    const run = await stackWith("existing-secret");

    expect(JSON.stringify(statefulSet(run, "postgres"))).toContain('"secretName":"our-tls"');
    expect(authoritiesOf(run, "openops-tables")).toContain(
      '{"secret":{"items":[{"key":"ca.crt","path":"postgres.pem"}],"name":"our-tls"}}',
    );
    expect(run.resources.filter(({ type }) => type.startsWith("tls:"))).toEqual([]);
  });
});

test.each(["existing-secret", "cert-manager"] as const)(
  "a certificate of the kind %s, which others renew, is looked after by the liveness probes",
  async (kind) => {
    const run = await stackWith(kind);

    expect(JSON.stringify(statefulSet(run, "postgres"))).toContain(
      '"livenessProbe":{"exec":{"command":["bash","/etc/openops/postgres/reload-certificate.sh"]}',
    );
    expect(JSON.stringify(statefulSet(run, "redis"))).toContain(
      '"livenessProbe":{"exec":{"command":["sh","/etc/openops/redis/reload-certificate.sh"]}',
    );
  },
);

test("a generated certificate changes with its pod, so no probe looks after it", async () => {
  const run = await stackWith("generated");

  expect(JSON.stringify(run.resources.map(({ inputs }) => inputs))).not.toContain("reload-certificate");
});

describe("cert-manager", () => {
  test("is asked for a certificate of the server's names by the configured issuer", async () => {
    const run = await stackWith("cert-manager");

    expect(run.find("kubernetes:cert-manager.io/v1:Certificate", "postgres-tls").inputs).toMatchObject({
      metadata: { name: "postgres-tls", namespace: "openops-dev" },
      spec: {
        secretName: "postgres-tls",
        dnsNames: serverNames("database", "openops-dev"),
        issuerRef: { name: "company", kind: "ClusterIssuer", group: "cert-manager.io" },
      },
    });
    expect(JSON.stringify(statefulSet(run, "postgres"))).toContain('"secretName":"postgres-tls"');
  });
});

test("without TLS Postgres takes passwords over plain connections", () => {
  expect(hostBasedAuthentication("plain")).toBe("local all all trust\nhost all all all scram-sha-256\n");
});
