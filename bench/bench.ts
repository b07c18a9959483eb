import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AuditLog } from "../sandbox";
import { BenchCheckout } from "./bench-checkout";
import { candidatesOf, renderStack } from "./candidates";
import type { Figures, StackFigures } from "./figures/figures";
import { programFootprint } from "./footprint";
import { fleetSizes, helmTenant, measureFleet, ownTenant } from "./starts/fleet";
import { brokenGates } from "./gates";
import { measurePhases } from "./measured-phases";
import { originOf } from "./origin";
import { leavePodsAlone, measureStarts } from "./starts/starts";
import { openWorkshop, resetWorkshop } from "./workshop";
import { options, usage } from "./command-line";
import { readOptions } from "../cli/options";
import { readStackFile } from "../cli/stack-file";
import { print, report } from "../cli/terminal/print";
import { UsageError } from "../cli/errors";

/** `npm run bench`: figures of this program beside those of others. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const given = readOptions(args, { usage, options });
  const { stack = ["dev", "prod"], tenants = fleetSizes.map(String), fleet, starts } = given;
  const runs = wholeNumber("runs", given.runs);
  const sizes = tenants.map((size) => wholeNumber("tenants", size));
  const checkout = await BenchCheckout.make(root);
  try {
    if (fleet) {
      save(root, "fleet", await fleetFigures(checkout, sizes));
    }
    if (starts) {
      save(root, "starts", await startFigures(checkout));
    }
    const stacks = fleet || starts ? [] : stack;
    const figures = await stackFigures(root, { checkout, stacks, runs });
    // The pages that show the figures.
    execFileSync(process.execPath, [join(root, "cli", "run.mjs"), "generate"], {
      cwd: root,
      stdio: "inherit",
    });
    const broken = figures.flatMap(brokenGates);
    broken.forEach(report);
    return broken.length === 0 ? 0 : 1;
  } finally {
    await checkout.remove();
  }
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new UsageError(`--${option} takes a whole number from 1.\n\n${usage}`);
  }
  return number;
}

function save(root: string, name: string, figures: Figures): void {
  mkdirSync(join(root, "bench"), { recursive: true });
  const file = join(root, "bench", `${name}.json`);
  writeFileSync(file, `${JSON.stringify(figures, undefined, 2)}\n`);
  print(`wrote ${file}`);
}

/** Protected data would outlive the last phase, and helm waits for ever for a volume that only a backup binds. */
const measuredWithout = {
  availability: { protectData: false },
  backup: { enabled: false },
  rollout: { backupBeforeUpgrade: false },
};

interface StacksArgs {
  readonly checkout: BenchCheckout;
  readonly stacks: readonly string[];
  readonly runs: number;
}

async function stackFigures(
  root: string,
  { checkout, stacks, runs }: StacksArgs,
): Promise<readonly StackFigures[]> {
  const all: StackFigures[] = [];
  for (const stack of stacks) {
    checkout.copyStack(readStackFile(root, stack), measuredWithout);
    const workshop = await openWorkshop(checkout);
    const audit = new AuditLog(workshop.cluster.auditLog, workshop.cluster.deployerUser);
    const rendered = renderStack(workshop, stack);
    const phases = [];
    for (const candidate of candidatesOf(workshop, stack, rendered)) {
      phases.push(...(await measurePhases(candidate, { audit, runs })));
    }
    const taken: StackFigures = {
      kind: "stack",
      stack,
      objects: rendered.objects.length,
      origin: await originOf(workshop, runs),
      phases,
      footprint: programFootprint(checkout.folder, readStackFile(checkout.folder, stack)),
    };
    save(root, stack, taken);
    all.push(taken);
  }
  return all;
}

async function fleetFigures(checkout: BenchCheckout, sizes: readonly number[]): Promise<Figures> {
  const own = await openWorkshop(checkout);
  const first = await measureFleet({ workshop: own, sizes, candidate: ownTenant(own) });
  await resetWorkshop(checkout);
  const workshop = await openWorkshop(checkout);
  const second = await measureFleet({ workshop, sizes, candidate: helmTenant(workshop) });
  return { kind: "fleet", origin: await originOf(workshop, 1), sizes: [...first, ...second] };
}

async function startFigures(checkout: BenchCheckout): Promise<Figures> {
  leavePodsAlone(checkout);
  await resetWorkshop(checkout);
  const workshop = await openWorkshop(checkout);
  return { kind: "starts", origin: await originOf(workshop, 1), starts: await measureStarts(workshop) };
}
