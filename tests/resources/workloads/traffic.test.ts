import { z } from "zod";
import { runProgram, type ProgramRun } from "../../support/program";
import { releaseWith } from "../../support/docs/releases";
import { writtenConfig } from "../../support/written-config";

const labels = z.record(z.string(), z.string());
const selector = z.object({ matchLabels: labels.default({}) });
const peer = z.object({ podSelector: selector.optional(), namespaceSelector: selector.optional() });
const port = z.object({ port: z.number(), endPort: z.number().optional(), protocol: z.string() });
const rule = z.object({
  ports: z.array(port).optional(),
  from: z.array(peer).optional(),
  to: z.array(peer).optional(),
});
const policySchema = z.object({
  podSelector: selector,
  policyTypes: z.array(z.string()),
  ingress: z.array(rule).default([]),
  egress: z.array(rule).default([]),
});
const podSchema = z.object({
  spec: z.object({ template: z.object({ metadata: z.object({ labels }) }) }),
});

type Policy = z.output<typeof policySchema>;
type Rule = z.output<typeof rule>;
type Labels = z.output<typeof labels>;

/** A pod by its workload; of the stack's namespace or, without labels of ours, of another one. */
interface Pod {
  readonly name: string;
  readonly labels: Labels;
  readonly namespace: "stack" | "other" | "monitoring";
}

const stranger: Pod = { name: "stranger", labels: { app: "openops-app" }, namespace: "other" };
const prometheus: Pod = { name: "prometheus", labels: {}, namespace: "monitoring" };

function podsOf({ resources }: ProgramRun): readonly Pod[] {
  const workloads = ["apps/v1:Deployment", "apps/v1:StatefulSet", "batch/v1:Job"];
  return resources
    .filter(({ type }) => workloads.some((kind) => type === `kubernetes:${kind}`))
    .map(({ name, inputs }) => ({
      name,
      labels: podSchema.parse(inputs).spec.template.metadata.labels,
      namespace: "stack",
    }));
}

function policiesOf({ resources }: ProgramRun): readonly Policy[] {
  return resources
    .filter(({ type }) => type === "kubernetes:networking.k8s.io/v1:NetworkPolicy")
    .map(({ inputs }) => policySchema.parse(inputs.spec));
}

function matches({ matchLabels }: z.output<typeof selector>, pod: Pod): boolean {
  return Object.entries(matchLabels).every(([name, value]) => pod.labels[name] === value);
}

/** A pod's namespace as a selector sees it, which goes by its labels. */
function namespaceOf({ namespace }: Pod): Pod {
  return { name: namespace, labels: { "kubernetes.io/metadata.name": namespace }, namespace };
}

/** Kubernetes' own reading: a peer without a namespace selector means the policy's own namespace. */
function admits(peers: Rule["from"], pod: Pod): boolean {
  return (
    peers === undefined ||
    peers.some(({ podSelector, namespaceSelector }) =>
      namespaceSelector === undefined
        ? podSelector !== undefined && pod.namespace === "stack" && matches(podSelector, pod)
        : matches(namespaceSelector, namespaceOf(pod)) &&
          (podSelector === undefined || matches(podSelector, pod)),
    )
  );
}

function onPort(ports: Rule["ports"], wanted: number): boolean {
  return (
    ports === undefined ||
    ports.some(
      ({ port: first, endPort = first, protocol }) =>
        protocol === "TCP" && first <= wanted && wanted <= endPort,
    )
  );
}

/** Whether policies let one pod connect to another: both sides have to, where a policy selects them. */
function isAllowed(policies: readonly Policy[], from: Pod, { pod: to, port }: { pod: Pod; port: number }) {
  const sending = policies.filter(
    ({ podSelector }) => from.namespace === "stack" && matches(podSelector, from),
  );
  const receiving = policies.filter(
    ({ podSelector }) => to.namespace === "stack" && matches(podSelector, to),
  );
  const leaves =
    sending.length === 0 ||
    sending.some(({ egress }) => egress.some((one) => onPort(one.ports, port) && admits(one.to, to)));
  const enters =
    receiving.length === 0 ||
    receiving.some(({ ingress }) => ingress.some((one) => onPort(one.ports, port) && admits(one.from, from)));
  return leaves && enters;
}

/** Every port that a container of ours or of an image listens on, ours or not. */
const ports = [80, 443, 3000, 3005, 5432, 6379, 8080, 8081, 8088, 8443, 9113, 9121, 9187];

/** Every connection that is allowed between two pods, in one line each. */
function connectionsOf(run: ProgramRun): readonly string[] {
  const outsiders = [stranger, prometheus];
  const pods = [...podsOf(run), ...outsiders];
  const policies = policiesOf(run);
  return pods
    .flatMap((from) =>
      pods
        .filter((to) => to !== from && !(outsiders.includes(from) && outsiders.includes(to)))
        .flatMap((to) =>
          ports
            .filter((port) => isAllowed(policies, from, { pod: to, port }))
            .map((port) => `${from.name} -> ${to.name}:${port}`),
        ),
    )
    .sort();
}

async function connections(
  preset: string,
  execution: keyof typeof releaseWith,
  monitoring: object = { kind: "off" },
): Promise<readonly string[]> {
  const publicUrl = "https://openops.example.com";
  const run = await runProgram(preset, {
    ...writtenConfig({ preset, monitoring, publicUrl, ...releaseWith[execution] }),
  });
  return connectionsOf(run);
}

describe("of all pairs of pods and all ports, these connect and no others", () => {
  const between = (executor: string, port: number) => [
    "nginx -> openops-analytics:8088",
    "nginx -> openops-app:80",
    "nginx -> openops-tables:80",
    "openops-analytics -> postgres:5432",
    "openops-analytics -> redis:6379",
    "openops-app -> openops-analytics:8088",
    `openops-app -> ${executor}:${port}`,
    "openops-app -> openops-tables:80",
    "openops-app -> postgres:5432",
    "openops-app -> redis:6379",
    "openops-database-bootstrap -> postgres:5432",
    `${executor} -> openops-app:80`,
    `${executor} -> openops-tables:80`,
    `${executor} -> redis:6379`,
    "openops-tables -> postgres:5432",
    "openops-tables -> redis:6379",
    "prometheus -> nginx:8080",
    "stranger -> nginx:8080",
  ];

  test("with an engine", async () => {
    expect(await connections("dev", "engine")).toEqual(between("openops-engine", 3005).sort());
  });

  test("with a worker, whose execute route has no authentication either", async () => {
    expect(await connections("dev", "worker")).toEqual(between("openops-worker", 3000).sort());
  });

  test("with exporters, which only Prometheus reaches", async () => {
    const plain = await connections("dev", "engine");
    const watched = await connections("dev", "engine", {
      kind: "prometheus",
      probe: { prober: "blackbox-exporter.monitoring.svc:9115" },
    });

    expect(watched.filter((line) => !plain.includes(line))).toEqual([
      "postgres-exporter -> postgres:5432",
      "prometheus -> nginx:9113",
      "prometheus -> openops-analytics:8088",
      "prometheus -> openops-app:80",
      "prometheus -> postgres-exporter:9187",
      "prometheus -> redis-exporter:9121",
      "redis-exporter -> redis:6379",
    ]);
  });

  test("in prod, where one-time Jobs of a service may do what it may", async () => {
    const own = ["openops-app", "openops-analytics"].flatMap((service) =>
      between("openops-engine", 3005).filter(
        (line) => line.startsWith(`${service} ->`) || line.includes(`-> ${service}:`),
      ),
    );
    const found = await connections("prod", "engine");
    const withoutJobs = found.filter((line) => !line.includes("first-boot"));
    const asService = found
      .filter((line) => line.includes("first-boot"))
      .map((line) => line.replaceAll("-first-boot", ""));

    expect(withoutJobs).toEqual(between("openops-engine", 3005).sort());
    expect([...new Set(asService)].sort()).toEqual([...new Set(own)].sort());
  });
});
