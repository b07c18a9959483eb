import { candidateNames } from "./candidates";
import type { Phase, StackFigures } from "./figures/figures";

/** What a stack in the cluster may load at most, and need. */
export const bounds = { modules: 1150, memoryMb: 200 };

/** What of a stack's figures is not as it has to be, a line each; times are no part of it. */
export function brokenGates({ stack, objects, phases, footprint }: StackFigures): readonly string[] {
  const find = (candidate: string, phase: string) =>
    phases.find((found) => found.candidate === candidate && found.phase === phase);
  const again = find(candidateNames.own, "no-change up");
  const own = find(candidateNames.own, "first up");
  const helm = find(candidateNames.helm, "first up");
  return [
    ...(again === undefined || again.changes === 0
      ? []
      : [`${stack}: an update without a change sent ${again.changes} requests that change something`]),
    ...(own === undefined || helm === undefined ? [] : requestsAboveHelm(stack, { objects, own, helm })),
    ...footprintAboveBounds(stack, footprint),
  ];
}

interface Compared {
  readonly objects: number;
  readonly own: Phase;
  readonly helm: Phase;
}

function requestsAboveHelm(stack: string, { objects, own, helm }: Compared): readonly string[] {
  const [asked, allowed] = [own, helm].map(({ requests }) => perObject(objects, requests));
  return asked === undefined || allowed === undefined || asked <= allowed
    ? []
    : [
        `${stack}: the first update sent ${asked.toFixed(2)} requests for each object, and helm ${allowed.toFixed(2)}`,
      ];
}

function perObject(objects: number, requests: Phase["requests"]): number {
  return Object.values(requests).reduce((sum, count) => sum + count, 0) / objects;
}

function footprintAboveBounds(
  stack: string,
  { modules, cloudModules, peakMemoryMb }: StackFigures["footprint"],
): readonly string[] {
  // A stack with servers in a cloud loads the SDK of that cloud, whose bounds a test of the components has.
  if (cloudModules > 0) {
    return [];
  }
  return [
    ...(modules <= bounds.modules
      ? []
      : [`${stack}: the program loads ${modules} modules, at most ${bounds.modules} are allowed`]),
    ...(peakMemoryMb < bounds.memoryMb
      ? []
      : [
          `${stack}: the program needs ${Math.round(peakMemoryMb)} MB, less than ${bounds.memoryMb} are allowed`,
        ]),
  ];
}
