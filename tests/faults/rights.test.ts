import { z } from "zod";
import { Identity } from "../engine/identity";
import {
  inNamespace,
  options,
  provideClasses,
  provideDefinitions,
  relabelled,
  whole,
} from "../engine/limited-stacks";
import { ProgramCluster } from "../engine/programs/program-cluster";
import type { Outcome } from "../engine/rehearsal";
import {
  documentedRights,
  grantedRights,
  requestedRights,
  roleSchema,
  type Rights,
} from "../engine/used-rights";

const documents = documentedRights();
const roles = documents.map((document) => roleSchema.parse(document));
const names = {
  deployer: "openops-deployer",
  reader: "openops-cluster-reader",
  namespaceMaker: "openops-namespace-maker",
  options: "openops-options",
};

/** Rights that no request here needs, each with the reason why it is there all the same. */
const unused: Readonly<Record<string, string>> = {
  "patch externalsecrets.external-secrets.io": "with --take-over an update applies what it would create",
};

/** Every right that a deployer's requests here needed. */
const used = new Set<string>();

// An API server that has just got all these definitions is slow for a while.
jest.setTimeout(600_000);

function sorted(rights: Rights): readonly string[] {
  return [...rights].sort();
}

function without(rights: Rights, others: Rights): readonly string[] {
  return sorted(rights).filter((right) => !others.has(right));
}

/** Gives an update that has to fail its message. */
async function failureOf(update: Promise<Outcome>): Promise<string> {
  return update.then(
    () => "it did not fail",
    (error: unknown) => String(error),
  );
}

async function startCluster(namespace: string): Promise<ProgramCluster> {
  const cluster = await ProgramCluster.start(namespace);
  for (const document of documents) {
    await cluster.apply(z.record(z.string(), z.unknown()).parse(document));
  }
  return cluster;
}

describe("whoever has the rights of docs/rights.yaml everywhere", () => {
  let cluster: ProgramCluster;
  let deployer: Identity;
  const requested = () => requestedRights(cluster.auditLog, deployer.user);

  beforeAll(async () => {
    cluster = await startCluster("openops-limited");
    const everywhere = Object.values(names).map((role) => ({ role }));
    deployer = await Identity.make(cluster, "deployer", everywhere);
    await provideClasses(cluster);
  });

  afterAll(async () => {
    requested().used.forEach((right) => used.add(right));
    await cluster.stop();
  });

  test("previews, brings up, changes and refreshes a stack", async () => {
    await cluster.preview(whole, deployer.kubeconfig);
    await cluster.up(whole, deployer.kubeconfig);
    await cluster.up(relabelled, deployer.kubeconfig);
    await cluster.refresh();

    expect((await cluster.installation.readiness()).filter((line) => !/ (\d+)\/\1$/.test(line))).toEqual([]);
    expect(sorted(requested().refused)).toEqual([]);
  });

  test("is told why pods do not come", async () => {
    await cluster.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "crowded", namespace: cluster.namespace },
      spec: { hard: { pods: "1" } },
    });
    const update = cluster.up({ ...relabelled, images: { nginx: { tag: "1.27.3" } } }, deployer.kubeconfig);

    expect(await failureOf(update)).toContain("exceeded quota: crowded");
    await cluster.kubectl(["delete", "quota/crowded", "-n", cluster.namespace]);
    expect(sorted(requested().refused)).toEqual([]);
  });

  test("finds in the stack no service account with a right, and no pod with a token", async () => {
    const bindings = await cluster.kubectl([
      ...["get", "rolebindings,clusterrolebindings", "-A", "-o"],
      "jsonpath={range .items[*]}{range .subjects[*]}{.kind} {.namespace}/{.name}{'\\n'}{end}{end}",
    ]);
    const templates = await cluster.kubectl([
      ...["get", "deployments,statefulsets,jobs,pods", "-n", cluster.namespace, "-o"],
      "jsonpath={range .items[*]}{.spec.automountServiceAccountToken}{.spec.template.spec.automountServiceAccountToken}{'\\n'}{end}",
    ]);
    const cronJobs = await cluster.kubectl([
      ...["get", "cronjobs", "-n", cluster.namespace, "-o"],
      "jsonpath={range .items[*]}{.spec.jobTemplate.spec.template.spec.automountServiceAccountToken}{'\\n'}{end}",
    ]);
    const pods = await cluster.kubectl(["get", "pods", "-n", cluster.namespace, "-o", "json"]);
    const subjects = bindings.output.split("\n");

    // Kubernetes' own are there, so the list is one.
    expect(subjects).toContain("ServiceAccount kube-system/job-controller");
    expect(subjects.filter((subject) => subject.includes(cluster.namespace))).toEqual([]);
    expect(new Set(templates.output.split("\n"))).toEqual(new Set(["false"]));
    expect(new Set(cronJobs.output.split("\n"))).toEqual(new Set(["false"]));
    expect(pods.output).not.toContain("serviceAccountToken");
  });

  test("removes the stack", async () => {
    await cluster.up(relabelled, deployer.kubeconfig);
    await cluster.destroy();

    expect(await cluster.installation.exists()).toBe(false);
    expect(sorted(requested().refused)).toEqual([]);
  });
});

describe("whoever has the rights in a namespace that exists", () => {
  let cluster: ProgramCluster;
  let deployer: Identity;
  let reader: Identity;
  const requested = () => requestedRights(cluster.auditLog, deployer.user);

  beforeAll(async () => {
    cluster = await startCluster("openops-given");
    const { namespace } = cluster;
    await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    deployer = await Identity.make(cluster, "deployer", [
      { role: names.deployer, namespace },
      { role: names.options, namespace },
      { role: names.reader },
    ]);
    reader = await Identity.make(cluster, "reader", [{ role: names.reader }]);
    await provideClasses(cluster);
    await provideDefinitions(cluster);
  });

  afterAll(async () => {
    requested().used.forEach((right) => used.add(right));
    await cluster.stop();
  });

  test("previews a stack with those of the whole cluster alone, which read", async () => {
    const { changes } = await cluster.preview(inNamespace, reader.kubeconfig);
    const { used } = requestedRights(cluster.auditLog, reader.user);

    expect(changes.create).toBeGreaterThan(50);
    expect(sorted(used)).toEqual(["get namespaces"]);
  });

  test.each(options)("brings up a stack with %s, and changes it", async (_what, option) => {
    await cluster.up(option, deployer.kubeconfig);
    await cluster.up({ ...option, labels: { team: "finops" } }, deployer.kubeconfig);
    await cluster.refresh();

    expect((await cluster.installation.readiness()).filter((line) => !/ (\d+)\/\1$/.test(line))).toEqual([]);
    expect(sorted(requested().refused)).toEqual([]);
  });

  test("previews a change with those of the whole cluster alone", async () => {
    await cluster.up(inNamespace, deployer.kubeconfig);
    const { changes } = await cluster.preview(
      { ...inNamespace, images: { nginx: { tag: "1.27.3" } } },
      reader.kubeconfig,
    );

    expect(changes).toMatchObject({ update: expect.any(Number), same: expect.any(Number) });
    expect(changes.update).toBeLessThanOrEqual(2);
  });

  test("brings up every kind of object and removes it, and leaves the namespace", async () => {
    await cluster.up({ ...whole, ...inNamespace, database: { kind: "in-cluster" } }, deployer.kubeconfig);
    await cluster.destroy();

    expect(await cluster.installation.exists()).toBe(true);
    expect(await cluster.installation.names("deployments,secrets,persistentvolumeclaims")).toEqual([]);
    expect(sorted(requested().refused)).toEqual([]);
  });
});

test("no right is given that nothing needs, but those with a reason", () => {
  // The official plugin lists and watches whatever it waits for or deletes, the stand-in what takes time.
  const follows = /^(list|watch) /;

  expect(without(grantedRights(roles), used).filter((right) => !follows.test(right))).toEqual(
    Object.keys(unused),
  );
});
