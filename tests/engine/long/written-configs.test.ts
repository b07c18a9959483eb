import { resolve } from "node:path";
import fc from "fast-check";
import { configNamespace } from "../../../components/values/fault";
import type { RawMap } from "../../../components/config/layers";
import { ensureTools, startCluster } from "../../../sandbox";
import { nothingRecorded } from "../../../cli/render/recorded-stack";
import { renderObjects } from "../../../cli/render/rendered-objects";
import type { StackFile } from "../../../cli/stack-file";
import { assemble } from "../../support/configuration";
import { writtenConfigs } from "../../support/written-configs";
import { Checkout } from "../checkout";
import { applyDefinitions } from "../definitions";
import { kubectlFor, type Kubectl } from "../kubectl";

const root = resolve(__dirname, "../../..");
const checkout = new Checkout();
const namespace = "openops-written";
const wantedConfigs = 50;
const seed = 2026;
let kubectl: Kubectl;

/** The first generated configurations that are valid, in the namespace that exists. */
function validConfigs(): readonly RawMap[] {
  const valid: RawMap[] = [];
  for (const values of fc.sample(writtenConfigs, { numRuns: 6 * wantedConfigs, seed })) {
    const written = { ...values, namespace };
    if (valid.length < wantedConfigs && assemble({ values: written }).config !== undefined) {
      valid.push(written);
    }
  }
  return valid;
}

function tens(configs: readonly RawMap[]): (readonly [first: number, configs: readonly RawMap[]])[] {
  return Array.from({ length: wantedConfigs / 10 }, (_, ten) => [
    10 * ten + 1,
    configs.slice(10 * ten, 10 * ten + 10),
  ]);
}

function stackFile(values: RawMap): StackFile {
  const config = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${configNamespace}:${key}`, value]),
  );
  return { stack: "written", name: "Pulumi.written.yaml", content: { config }, config };
}

/** What the API server refuses of some objects, a line each. */
async function refusals(documents: readonly string[]): Promise<readonly string[]> {
  if (documents.length === 0) {
    return [];
  }
  const { ok, output } = await kubectl(
    ["apply", "--server-side", "--force-conflicts", "--dry-run=server", "-f", "-"],
    documents.join("\n---\n"),
  );
  return ok ? [] : output.split("\n").filter((line) => !line.endsWith("(server dry run)"));
}

beforeAll(async () => {
  const report = (): void => undefined;
  const tools = await ensureTools({ root: checkout.folder, report });
  const cluster = await startCluster({
    root: checkout.folder,
    folder: checkout.path(".sandbox", "cluster"),
    tools,
    report,
  });
  kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
  await applyDefinitions(kubectl, [
    "BackendConfig",
    "Certificate",
    "ClusterSecretStore",
    "ExternalSecret",
    "FrontendConfig",
    "HTTPRoute",
    "Probe",
    "PrometheusRule",
    "ScaledObject",
    "SecretStore",
    "ServiceMonitor",
    "TLSOption",
    "TriggerAuthentication",
  ]);
  await kubectl(["create", "namespace", namespace]);
});

afterAll(() => checkout.remove());

/** The objects of a configuration, leaving out those that others have to the letter. */
async function newObjects(values: RawMap, seen: Set<string>): Promise<readonly string[]> {
  const file = stackFile(values);
  const { objects } = await renderObjects(root, { file, recorded: nothingRecorded, secrets: true });
  const documents = objects.map(({ content }) => JSON.stringify(content)).filter((text) => !seen.has(text));
  documents.forEach((document) => seen.add(document));
  return documents;
}

const seen = new Set<string>();

test.each(tens(validConfigs()))(
  "the API server takes every object of valid configuration %i and the nine after it",
  async (_, configs) => {
    const written: (readonly [values: RawMap, documents: readonly string[]])[] = [];
    for (const values of configs) {
      written.push([values, await newObjects(values, seen)]);
    }
    const refused = await refusals(written.flatMap(([, documents]) => documents));

    expect(configs).toHaveLength(10);
    // Only a failure needs to know whose objects they are, which takes a request of each again.
    const refusedOf: Record<string, readonly string[]> = {};
    for (const [values, documents] of refused.length > 0 ? written : []) {
      const lines = await refusals(documents);
      Object.assign(refusedOf, lines.length > 0 ? { [JSON.stringify(values)]: lines } : {});
    }
    expect(refusedOf).toEqual({});
  },
);
