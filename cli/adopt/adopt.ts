import { describeFault } from "../../components/values/fault";
import { adoptionPlan, type AdoptionPlan } from "./adoption-plan";
import { takeOverFields } from "./field-owners";
import { textAt } from "./live-installation";
import { checkedStack } from "../checked-stack";
import { CommandError, UsageError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { openStack } from "../stack-access/open-stack";
import type { EngineStack } from "../stack-access/engine-stack";
import { print } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run adopt`: makes a running installation a stack. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, namespace, context, release, yes } = readOptions(args, { usage, options });
  if (namespace === undefined) {
    throw new UsageError(`--namespace is missing\n\n${usage}`);
  }
  const checked = checkedStack(root, stack);
  const access = await openStack({ root, checked, context });
  await access.ensure();
  await refuseDeployed(access, stack);
  const plan = await adoptionPlan({ root, checked, access, namespace, release });
  if (plan.faults.length > 0) {
    throw new CommandError(
      [
        `The installation in the namespace ${namespace} cannot be taken over as it is; nothing was changed.`,
        ...plan.faults.map((fault) => `  ${describeFault(fault)}`),
      ].join("\n"),
    );
  }
  show(plan, stack);
  const here = context === undefined ? `--stack ${stack}` : `--stack ${stack} --context ${context}`;
  if (!yes) {
    print(`\nNothing was changed. To do it: npm run adopt -- ${args.join(" ")} --yes`);
    return 0;
  }
  await write(plan, access);
  print(
    `\nThe installation is the stack ${stack} now, and runs as before. Its configuration is in ${access.place}.`,
  );
  print(
    "Next, and no more by Helm:\n" +
      `  look at the changes   npm run preview -- ${here} --markdown adoption.md\n` +
      `  make them             npm run up -- ${here}`,
  );
  return 0;
}

async function refuseDeployed(access: EngineStack, stack: string): Promise<void> {
  const resources = await access.resources();
  if (resources.some(({ type }) => type !== "pulumi:pulumi:Stack")) {
    throw new CommandError(
      `Stack ${stack} has resources already; nothing was changed. ` +
        "An installation becomes a stack that has none: make one with pulumi stack init.",
    );
  }
}

async function write(
  { settings, secrets, adopted, resources }: AdoptionPlan,
  access: EngineStack,
): Promise<void> {
  for (const { path, value } of settings) {
    await access.setValue(path, value);
  }
  for (const { name, value } of secrets) {
    await access.setSecret(name, value);
  }
  await takeOverFields(access.cluster.kubectl, adopted);
  await access.adopt(resources);
}

/** Says what is taken over; of secrets the names alone. */
function show({ settings, secrets, adopted, leftAlone, notes }: AdoptionPlan, stack: string): void {
  section(`Configuration of stack ${stack}:`, [
    ...settings.map(({ path, value, instead }) => [
      path,
      String(value),
      `instead of ${String(instead ?? "nothing")}`,
    ]),
  ]);
  section(
    "Secrets that are kept:",
    secrets.map(({ name, source }) => [name, source]),
  );
  const rows = (next: string) =>
    adopted
      .filter((resource) => resource.next === next)
      .map(({ live }) => [String(live.kind), textAt(live, "metadata", "name") ?? ""]);
  section("Objects that stay, and are brought to the program's form by the next update:", rows("keeps"));
  section("Objects that the next update makes anew, which keeps what is in their claims:", rows("replaces"));
  section(
    "Objects that are left alone; when OpenOps runs, delete what is of no use any more:",
    leftAlone.map((name) => [name]),
  );
  section(
    "To note:",
    notes.map((note) => [note]),
  );
}

function section(title: string, rows: readonly (readonly string[])[]): void {
  if (rows.length > 0) {
    print(`\n${title}`);
    alignedLines(rows).forEach((line) => print(`  ${line}`));
  }
}
