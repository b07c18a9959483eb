import { candidateNames, phaseNames } from "./candidates";
import type { StackFigures, StartFigures } from "./figures/figures";

/** A time that this program is held against; with stand-in plugins it is an aim and gates nothing. */
interface Aim {
  readonly phase: string;
  readonly rival: string;
  /** At most so many times the rival's, and so many seconds more. */
  readonly factor: number;
  readonly moreSeconds: number;
}

const aims: readonly Aim[] = [
  { phase: "first up", rival: candidateNames.flat, factor: 1.3, moreSeconds: 0 },
  { phase: "no-change preview", rival: candidateNames.flat, factor: 1, moreSeconds: 0.5 },
  { phase: "destroy", rival: candidateNames.kubectl, factor: 1, moreSeconds: 3 },
];

/** What a stack's times come to, a sentence each: against what they are to be, and where another is faster. */
export function comparisons({ phases }: Pick<StackFigures, "phases">): readonly string[] {
  const secondsOf = (candidate: string, phase: string): number | undefined =>
    phases.find((found) => found.candidate === candidate && found.phase === phase)?.seconds;
  const againstAims = aims.flatMap((aim) => {
    const [own, rival] = [candidateNames.own, aim.rival].map((name) => secondsOf(name, aim.phase));
    return own === undefined || rival === undefined ? [] : [aimText(aim, { own, rival })];
  });
  const slower = phaseNames.flatMap((phase) => {
    const [own, helm] = [candidateNames.own, candidateNames.helm].map((name) => secondsOf(name, phase));
    return own === undefined || helm === undefined || own <= helm
      ? []
      : [`${phase}: ${own.toFixed(1)} s, helm ${helm.toFixed(1)} s`];
  });
  return [
    ...againstAims,
    ...(slower.length === 0 ? [] : [`Slower than helm, where pods are ready at once: ${slower.join("; ")}.`]),
  ];
}

function aimText(
  { phase, rival, factor, moreSeconds }: Aim,
  measured: { readonly own: number; readonly rival: number },
): string {
  const aim = measured.rival * factor + moreSeconds;
  const allowed = factor === 1 ? `its time and ${moreSeconds} s` : `${factor} times its time`;
  return (
    `${phase}: ${measured.own.toFixed(1)} s, and ${measured.rival.toFixed(1)} s of ${rival}. The aim is ${allowed}: ` +
    `${measured.own <= aim ? "reached" : `missed by ${(measured.own - aim).toFixed(1)} s`}.`
  );
}

/** Whether another is faster with pods that take their time, in a sentence. */
export function startComparison(starts: StartFigures["starts"]): string {
  const own = starts.find(({ candidate }) => candidate === candidateNames.own);
  const faster = starts.filter(({ seconds }) => own !== undefined && seconds < own.seconds);
  return faster.length === 0
    ? "Nothing else is faster."
    : `Faster than this program: ${faster.map(({ candidate }) => candidate).join("; ")}.`;
}
