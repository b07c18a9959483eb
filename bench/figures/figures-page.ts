import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "../../cli/terminal/markdown-table";
import { comparisons, startComparison } from "../comparisons";
import {
  parseFigures,
  type Figures,
  type FleetFigures,
  type Origin,
  type Phase,
  type StackFigures,
  type StartFigures,
} from "./figures";
import { bounds } from "../gates";

const head = `# Figures

\`npm run bench\` takes these figures and writes this page: this program and others that install the same objects, side by side on one rehearsal cluster. Pods are played, so a rollout takes no time of its own. Stacks have neither protected data, which would stay, nor backups: helm waits for ever for a volume that only a backup binds. A destroy of helm may end while its namespace is still being deleted; the others wait for that.
Times are of stand-in plugins, on a machine that may have had other work, and say nothing of the official ones. Counts do not depend on the machine: \`npm run bench\` fails when an update without a change changes something, when the first one sends more requests for each object than helm, those that wait included, or when the program loads more than ${bounds.modules.toLocaleString("en")} modules or needs ${bounds.memoryMb} MB.
`;

/** The figures that the repository keeps, by file name. */
export function keptFigures(root: string): readonly Figures[] {
  const folder = join(root, "bench");
  return (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => parseFigures(readFileSync(join(folder, name), "utf8")));
}

/** The page with all figures, as Markdown. */
export function figuresPage(all: readonly Figures[]): string {
  const stacks = all.filter((figures) => figures.kind === "stack");
  const plot =
    stacks.length === 0 ? [] : ["[![Seconds of each phase](diagrams/figures.svg)](diagrams/figures.svg)\n"];
  return [head, ...plot, ...all.map(section)].join("\n");
}

function section(figures: Figures): string {
  switch (figures.kind) {
    case "stack":
      return stackSection(figures);
    case "fleet":
      return fleetSection(figures);
    case "starts":
      return startsSection(figures);
  }
}

function stackSection({ stack, objects, origin, phases, footprint }: StackFigures): string {
  const rows = phases.map((phase) => [
    phase.candidate,
    phase.phase,
    phase.seconds.toFixed(1),
    String(phase.peakMemoryMi),
    requestsOf(phase),
    String(phase.changes),
  ]);
  return [
    `## ${stack}, ${objects} objects\n`,
    markdownTable(["candidate", "phase", "seconds", "MiB", "requests", "that change"], rows),
    `\n${comparisons({ phases })
      .map((line) => `- ${line}`)
      .join("\n")}`,
    `\nThe program loads ${footprint.modules} modules, ${footprint.cloudModules} of a cloud's SDK, and needs ` +
      `${Math.round(footprint.peakMemoryMb)} MB; MiB in the table is of all processes together.`,
    originLine(origin),
  ].join("\n");
}

function fleetSection({ origin, sizes }: FleetFigures): string {
  const rows = sizes.map(({ tenants, candidate, ...size }) => [
    String(tenants),
    candidate,
    size.seconds.toFixed(0),
    size.secondsOfLast.toFixed(1),
    String(size.requestsOfLast),
    size.secondsOfPreview.toFixed(1),
  ]);
  return [
    "## Fleet\n",
    "Tenants are stacks with a namespace each on one cluster, brought up one after the other.\n",
    markdownTable(
      ["tenants", "candidate", "seconds for all", "of the last", "its requests", "no-change preview"],
      rows,
    ),
    originLine(origin),
  ].join("\n");
}

function startsSection({ origin, starts }: StartFigures): string {
  return [
    "## Pods that take their time\n",
    "Each service takes 5 to 60 seconds to start, and without init containers that wait it crashes while what it needs is not ready, with the pauses of a kubelet between.\n",
    markdownTable(
      ["candidate", "seconds until all is ready", "crashes"],
      starts.map(({ candidate, seconds, crashes }) => [candidate, seconds.toFixed(0), String(crashes)]),
    ),
    `\n${startComparison(starts)}`,
    originLine(origin),
  ].join("\n");
}

/** Requests by verb, and by program where several sent them. */
function requestsOf({ requests, clients }: Phase): string {
  const list = (counts: Phase["requests"]) =>
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  return Object.keys(clients).length > 1 ? `${list(requests)} (${list(clients)})` : list(requests);
}

function originLine({ machine, versions, plugins, runs }: Origin): string {
  const named = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  const times = runs === 1 ? "One run" : `Medians of ${runs} runs`;
  return `\n${times}, ${plugins}; ${machine}; ${named.join(", ")}.\n`;
}
