import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Cluster, Tools, Rivals } from "../sandbox";
import type { BenchCheckout, CommandLine } from "./bench-checkout";
import type { RenderedObject } from "../cli/render/rendered-objects";
import { writeChart } from "./flat/helm-chart";
import { readObjects } from "./flat/manifest";

/** Something that installs the same objects. */
export interface Candidate {
  readonly name: string;
  /** Commands by phase; in this order, in every run. */
  readonly phases: Readonly<Record<string, CommandLine>>;
  /** What waits, in nobody's time, for the effect of a phase that may end before it. */
  readonly settle?: Readonly<Record<string, CommandLine>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** The phases that every candidate goes through, in their order. */
export const phaseNames = ["first up", "no-change preview", "no-change up", "destroy"] as const;

/** This program and what installs the same objects, by the name that tables show. */
export const candidateNames = {
  own: "this program",
  flat: "flat program",
  helm: "helm",
  kubectl: "kubectl, which does not wait",
} as const;

/** What candidates are run with. */
export interface Workshop {
  readonly checkout: BenchCheckout;
  readonly tools: Tools;
  readonly rivals: Rivals;
  readonly cluster: Cluster;
}

/** The objects of a stack, and the file that has them. */
export interface RenderedStack {
  readonly file: string;
  readonly objects: readonly RenderedObject[];
}

/** Renders a stack; what only a deployment knows is a placeholder. */
export function renderStack({ checkout }: Workshop, stack: string): RenderedStack {
  const file = checkout.path(`${stack}.yaml`);
  const [program, ...args] = checkout.command("render", "--stack", stack, "--placeholders", "--with-secrets");
  writeFileSync(file, execFileSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }));
  return { file, objects: readObjects(file) };
}

/** This program and its rivals for one stack. */
export function candidatesOf(
  workshop: Workshop,
  stack: string,
  { file, objects }: RenderedStack,
): readonly Candidate[] {
  const { checkout } = workshop;
  const flat = (name: string) => checkout.command("bench-flat", name, stack, file);
  return [
    ownCandidate(workshop, stack),
    candidate(candidateNames.flat, [flat("up"), flat("preview"), flat("up"), flat("destroy")]),
    helmCandidate(workshop, stack, objects),
    kubectlCandidate(workshop, { file, objects }),
  ];
}

/** This program. */
export function ownCandidate({ checkout }: Workshop, stack: string): Candidate {
  const own = (name: string) => checkout.command(name, "--stack", stack);
  return candidate(candidateNames.own, [own("up"), own("preview"), own("up"), own("down")]);
}

/** Helm with a chart of these objects; its notes are kept outside their namespace, which is one of them. */
export function helmCandidate(
  workshop: Workshop,
  release: string,
  objects: readonly RenderedObject[],
): Candidate {
  const { checkout, rivals, cluster } = workshop;
  const chart = checkout.path("charts", release);
  writeChart(chart, objects);
  const helm = (...args: readonly string[]): CommandLine => [
    rivals.helm,
    ...args,
    `--kubeconfig=${cluster.deployerKubeconfig}`,
    "--namespace=default",
    "--timeout=15m",
  ];
  const up = ["upgrade", "--install", release, chart, "--wait", "--wait-for-jobs"];
  return {
    ...candidate(candidateNames.helm, [
      helm(...up),
      helm("upgrade", "--install", release, chart, "--dry-run=server"),
      helm(...up),
      helm("uninstall", release, "--wait"),
    ]),
    // It may end while its namespace is still being deleted, in which nothing can be made.
    settle: {
      destroy: kubectl(workshop, "wait", "--for=delete", `namespace/${namespaceOf(objects)}`, "--timeout=5m"),
    },
    environment: Object.fromEntries(
      ["CACHE", "CONFIG", "DATA"].map((what) => [`HELM_${what}_HOME`, checkout.path("helm", what)]),
    ),
  };
}

/**
 * For so long the namespace controller may still mean to look again at a namespace that is gone, and then
 * looks too early at another one of that name. The phases of the two programs take longer than that.
 */
const namespaceQueueSeconds = 20;

function kubectlCandidate(workshop: Workshop, { file, objects }: RenderedStack): Candidate {
  const apply = kubectl(workshop, "apply", "--server-side", "-f", file);
  const namespace = namespaceOf(objects);
  const workloads = ["statefulsets,deployments", `--namespace=${namespace}`, "--timeout=5m"];
  return {
    ...candidate(candidateNames.kubectl, [
      apply,
      [...apply, "--dry-run=server"],
      apply,
      kubectl(workshop, "delete", "namespace", namespace),
    ]),
    settle: {
      // Pods that were never there would make its deletion quicker than that of what the others made.
      "first up": kubectl(workshop, "rollout", "status", ...workloads),
      "no-change up": ["sleep", String(namespaceQueueSeconds)],
    },
  };
}

function namespaceOf(objects: readonly RenderedObject[]): string {
  const namespace = objects.find(({ kind }) => kind === "Namespace");
  if (namespace === undefined) {
    throw new Error("The rendered stack has no Namespace");
  }
  return namespace.name;
}

function kubectl({ tools, cluster }: Workshop, ...args: readonly string[]): CommandLine {
  return [tools.kubectl, `--kubeconfig=${cluster.deployerKubeconfig}`, ...args];
}

function candidate(name: string, commands: readonly CommandLine[]): Candidate {
  const phases = phaseNames.flatMap((phase, index) => {
    const command = commands[index];
    return command === undefined ? [] : [[phase, command] as const];
  });
  return { name, phases: Object.fromEntries(phases), environment: {} };
}
