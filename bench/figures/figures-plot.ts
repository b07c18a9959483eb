import type { Figures, Phase, StackFigures } from "./figures";

const width = 760;
const labelWidth = 230;
const barHeight = 16;
const rowHeight = 22;
const gap = 34;
const colours = ["#2f6f4f", "#8fb99f", "#b5651d", "#c9b79c", "#777777"];

/** The seconds of each phase as bars, stack by stack. */
export function figuresPlot(all: readonly Figures[]): string {
  const stacks = all.filter((figures) => figures.kind === "stack");
  const longest = Math.max(1, ...stacks.flatMap(({ phases }) => phases.map(({ seconds }) => seconds)));
  const parts: string[] = [];
  let top = gap;
  for (const { title, phases } of stacks.flatMap(groups)) {
    parts.push(text({ x: 8, y: top - 8, weight: "bold" }, title));
    phases.forEach((phase, index) => {
      parts.push(...bar(phase, { y: top + index * rowHeight, longest, colour: colourOf(index) }));
    });
    top += phases.length * rowHeight + gap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${top}" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

interface Group {
  readonly title: string;
  readonly phases: readonly Phase[];
}

/** One group of bars for each phase, in the order in which they were measured. */
function groups({ stack, phases }: StackFigures): readonly Group[] {
  return [...new Set(phases.map(({ phase }) => phase))].map((name) => ({
    title: `${stack}: ${name}, seconds`,
    phases: phases.filter(({ phase }) => phase === name),
  }));
}

interface BarPlace {
  readonly y: number;
  readonly longest: number;
  readonly colour: string;
}

function bar({ candidate, seconds }: Phase, { y, longest, colour }: BarPlace): readonly string[] {
  const length = Math.round(((width - labelWidth - 60) * seconds) / longest);
  return [
    text({ x: 8, y: y + 12 }, candidate),
    `<rect x="${labelWidth}" y="${y}" width="${Math.max(1, length)}" height="${barHeight}" fill="${colour}"/>`,
    text({ x: labelWidth + length + 6, y: y + 12 }, seconds.toFixed(1)),
  ];
}

interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly weight?: string;
}

function text({ x, y, weight = "normal" }: TextPlace, content: string): string {
  return `<text x="${x}" y="${y}" font-weight="${weight}">${content}</text>`;
}

function colourOf(index: number): string {
  return colours[index % colours.length] ?? "#777777";
}
