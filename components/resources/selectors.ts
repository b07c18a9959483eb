import { z } from "zod";
import {
  componentLabel,
  formerOwnLabels,
  formerSelectorLabels,
  hasLabels,
  instanceLabel,
  objectLabels,
  objectName,
  ownLabels,
  selectorLabels,
  workloadNames,
} from "../plan/names";
import type { ComponentName } from "../plan/component-name";
import type { Plan } from "../plan/plan";
import type { RecordedResource } from "./state/recorded-state";

type Labels = Readonly<Record<string, string>>;

/**
 * How the pods of a stack are selected: by what they are and by the stack that they are of. A stack of a time when pods
 * had no label with their stack gets there in two updates: the first gives pods the label, and the next selects them
 * by it.
 */
export interface Selectors {
  /** Of a Deployment or StatefulSet, which keeps the one it was made with. */
  readonly ofWorkload: (component: ComponentName) => Labels;
  /** Of what may change its selector, as a Service does. */
  readonly ofPods: (component: ComponentName) => Labels;
  /** Of network policies, which are for one-time Jobs of a component too. */
  readonly inPolicies: (component: ComponentName) => Labels;
  /** Of all pods of the stack. */
  readonly ofAllPods: () => Labels;
  /** Whether every pod has the label already. */
  readonly areFinal: boolean;
}

/** Types of what selects its pods for good. */
export const workloadTypes: readonly string[] = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
];

const labels = z.record(z.string(), z.string());
const workloadSchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    template: z.object({ metadata: z.object({ labels }) }),
  }),
});

/** How the pods of a stack are selected, after what its state has of their Deployments and StatefulSets. */
export function selectorsOf(plan: Plan, state: readonly RecordedResource[]): Selectors {
  const workloads = state
    .filter(({ type }) => workloadTypes.includes(type))
    .flatMap(({ outputs }) => workloadSchema.safeParse(outputs).data ?? [])
    .filter(({ metadata }) => metadata.namespace === plan.namespace)
    // A program of one's own may have others in the namespace.
    .filter(({ metadata }) => workloadNames.includes(metadata.name));
  const areFinal = workloads.every(
    ({ spec }) => spec.template.metadata.labels[instanceLabel] === plan.namespace,
  );
  const ofAllPods = () => (areFinal ? ownLabels(plan) : formerOwnLabels);
  return {
    ofWorkload: (component) => {
      const made = workloads.find(({ metadata }) => metadata.name === objectName(component));
      const before = made?.spec.selector.matchLabels;
      // What others made may be selected by labels that pods of this program do not have; it has to be made anew.
      return before !== undefined && hasLabels(objectLabels(component, plan), before)
        ? before
        : selectorLabels(component, plan);
    },
    ofPods: (component) => (areFinal ? selectorLabels(component, plan) : formerSelectorLabels(component)),
    inPolicies: (component) => ({ ...ofAllPods(), ...componentLabel(component) }),
    ofAllPods,
    areFinal,
  };
}
