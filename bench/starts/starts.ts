import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { planStack } from "../../components/plan/plan";
import type { RenderedObject } from "../../cli/render/rendered-objects";
import { Kubectl } from "../../cli/cluster-access/kubectl";
import { report } from "../../cli/terminal/print";
import { assembleStack, readStackFile } from "../../cli/stack-file";
import type { BenchCheckout } from "../bench-checkout";
import { helmCandidate, ownCandidate, renderStack, type Candidate, type Workshop } from "../candidates";
import type { StartFigures } from "../figures/figures";
import { measurePhase, settlePhase } from "../measured-phases";
import { StartingPods } from "./starting-pods";

const stack = "slow";
const namespace = `openops-${stack}`;
const partOf = '.metadata.labels["app.kubernetes.io/part-of"]';
const betweenLooksMs = 1000;

/** Makes the pods of stacks wait for whoever plays them. Before the cluster starts. */
export function leavePodsAlone(checkout: BenchCheckout): void {
  const path = checkout.path("sandbox", "stages", "pods.yaml");
  const stages = parseAllDocuments(readFileSync(path, "utf8"));
  const changed = stages.map((stage) => {
    if (stage.getIn(["metadata", "name"]) === "pod-becomes-ready") {
      stage.addIn(["spec", "selector", "matchExpressions"], {
        jq: { key: partOf, operator: "NotIn", values: ["openops"] },
      });
    }
    return stage.toString();
  });
  writeFileSync(path, changed.join("---\n"));
}

/** How long it takes until everything works, where pods take their time. */
export async function measureStarts(workshop: Workshop): Promise<StartFigures["starts"]> {
  workshop.checkout.configure(stack, { preset: "dev" });
  const { objects } = renderStack(workshop, stack);
  const eager = objects.map(withoutWaiting);
  const candidates: readonly Candidate[] = [
    ownCandidate(workshop, stack),
    { ...helmCandidate(workshop, "same", objects), name: "helm, the same objects" },
    { ...helmCandidate(workshop, "eager", eager), name: "helm, without init containers that wait" },
  ];
  const starts: StartFigures["starts"] = [];
  for (const candidate of candidates) {
    report(`${candidate.name}, with pods that take their time`);
    starts.push(await measureStart(workshop, candidate));
  }
  return starts;
}

async function measureStart(workshop: Workshop, candidate: Candidate) {
  const { tools, cluster } = workshop;
  const reach = [`--kubeconfig=${cluster.adminKubeconfig}`];
  const access = new Kubectl({ program: tools.kubectl, args: reach });
  const kubectl = (args: readonly string[]): Promise<string> => access.run(args);
  const pods = new StartingPods({ kubectl, namespace, ...needsOf(workshop.checkout) });
  const ended = new AbortController();
  const play = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await pods.play(Date.now());
      await setTimeout(betweenLooksMs);
    }
  };
  const playing = play();
  const { seconds } = await measurePhase(candidate, "first up");
  ended.abort();
  await playing;
  await measurePhase(candidate, "destroy");
  await settlePhase(candidate, "destroy");
  return { candidate: candidate.name, seconds, crashes: pods.crashes };
}

/** What components need, and what their init containers wait for, from the declarations. */
function needsOf(checkout: BenchCheckout) {
  const { config } = assembleStack(checkout.folder, readStackFile(checkout.folder, stack));
  const services = config === undefined ? [] : planStack({ config, namespace, extraSecrets: {} }).services;
  const awaited = services.map(({ service: { id, waitsFor } }) => [id, [...waitsFor]] as const);
  return {
    awaited: Object.fromEntries(awaited),
    needs: {
      "database-bootstrap": ["database"],
      // A server without the service's database and role refuses it.
      ...Object.fromEntries(
        awaited.map(([id, peers]) => [
          id,
          peers.includes("database") ? [...peers, "database-bootstrap"] : peers,
        ]),
      ),
    },
  };
}

/** A workload as charts have it that leave it to crashes and pauses to find an order. */
function withoutWaiting(object: RenderedObject): RenderedObject {
  const { spec } = object.content;
  const template = isRawMap(spec) ? spec.template : undefined;
  const pod = isRawMap(template) ? template.spec : undefined;
  if (!isRawMap(spec) || !isRawMap(template) || !isRawMap(pod)) {
    return object;
  }
  const bare: RawMap = Object.fromEntries(Object.entries(pod).filter(([key]) => key !== "initContainers"));
  return {
    ...object,
    content: { ...object.content, spec: { ...spec, template: { ...template, spec: bare } } },
  };
}
