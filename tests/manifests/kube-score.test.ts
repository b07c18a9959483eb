import { z } from "zod";
import { toYaml } from "../../cli/render/manifest-folder";
import { evaluate } from "./evaluator";
import { kubernetesRelease } from "./kubernetes-release";
import type { RawMap } from "../../components/config/layers";
import { configOfExample, ingress, renderConfig } from "./rendered-stack";

const comment = z.object({ path: z.string() });
const scored = z.array(
  z.object({
    object_meta: z.object({ name: z.string() }),
    type_meta: z.object({ kind: z.string() }),
    checks: z.array(
      z.object({
        check: z.object({ id: z.string() }),
        grade: z.number(),
        skipped: z.boolean(),
        comments: z.array(comment).nullable(),
      }),
    ),
  }),
);

/** Checks that kube-score leaves out unless they are asked for. */
const optionalChecks = ["container-ports-check", "container-seccomp-profile"];
const bestGrade = 10;

/** A Job's name ends in a fingerprint of what it does. */
function steadyName(name: string): string {
  return name.replace(/-[0-9a-f]{8}$/, "");
}

/** What kube-score finds in the rendered objects of a configuration: the objects and containers by check. */
async function findingsOf(config: RawMap): Promise<Readonly<Record<string, readonly string[]>>> {
  const input = (await renderConfig(config)).map(toYaml).join("---\n");
  const enabled = optionalChecks.flatMap((name) => ["--enable-optional-test", name]);
  // What an annotation of ours switched off would be no finding.
  const own = ["--disable-ignore-checks-annotations", "--kubernetes-version", kubernetesRelease];
  const written = evaluate("kube-score", { args: ["score", ...own, ...enabled, "-o", "json", "-"], input });
  const found = scored.parse(JSON.parse(written)).flatMap(({ object_meta, type_meta, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade < bestGrade && !skipped)
      .flatMap(({ check, comments }) => {
        const object = `${type_meta.kind} ${steadyName(object_meta.name)}`;
        const paths = [...new Set((comments ?? [{ path: "" }]).map(({ path }) => path))];
        return paths.map((path) => [check.id, path === "" ? object : `${object}: ${path}`] as const);
      }),
  );
  const ids = [...new Set(found.map(([id]) => id))].sort();
  return Object.fromEntries(
    ids.map((id) => [id, found.flatMap(([other, where]) => (other === id ? [where] : [])).sort()]),
  );
}

const services = ["nginx: gateway", ...["analytics", "app", "engine", "tables"].map(nameOfService)];
const waiting = ["analytics", "app", "engine", "tables"].map(
  (id) => `Deployment openops-${id}: wait-for-peers`,
);
const jobs = [
  "CronJob openops-backup: backup",
  "CronJob openops-restore: backup",
  "Job openops-database-bootstrap: database-bootstrap",
];
const main = [...services.map((name) => `Deployment ${name}`), ...jobs];
const every = [...main, ...waiting];

function nameOfService(id: string): string {
  return `openops-${id}: ${id}`;
}

/** What kube-score would have otherwise, and why it stays as it is. */
const exceptions: Readonly<Record<string, { readonly where: readonly string[]; readonly why: string }>> = {
  "container-image-pull-policy": {
    where: every,
    why: "IfNotPresent starts pods while the registry is away; tags are of releases, and digests can be given",
  },
  "container-ephemeral-storage-request-and-limit": {
    where: every,
    why: "how much the images write beside their volumes is not known; a LimitRange can say it",
  },
  "container-security-context-user-group-id": {
    where: main,
    why: "the images' own users, by whom their files are owned, are below 10000",
  },
  "container-security-context-readonlyrootfilesystem": {
    where: ["analytics", "app", "engine", "tables"].map((id) => `Deployment ${nameOfService(id)}`),
    why: "the images write beside their code when they start",
  },
  "pod-probes-identical": {
    where: services.map((name) => `Deployment ${name.split(":")[0] ?? ""}`),
    why: "there is one route for health each; liveness gives it longer",
  },
};

/** Where cert-manager makes pods while it renews a certificate, there are none of them in the manifests. */
const solver = { "networkpolicy-targets-pod": ["NetworkPolicy cert-manager-solver"] };

describe("kube-score finds in the stack of high availability what is excepted with a reason, and nothing else", () => {
  const expected = Object.fromEntries(
    Object.entries(exceptions).map(([id, { where }]) => [id, [...where].sort()]),
  );
  const example = configOfExample("high-availability");

  test("behind a load balancer", async () => {
    expect(await findingsOf(example)).toEqual(expected);
  });

  test("behind an Ingress", async () => {
    expect(await findingsOf({ ...example, "openops:exposure": ingress })).toEqual({ ...expected, ...solver });
  });
});
