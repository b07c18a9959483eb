import { readFileSync, writeFileSync } from "node:fs";
import { configNamespace } from "../../components/values/fault";
import { planStack } from "../../components/plan/plan";
import { secretNames } from "../../components/values/secret-definitions";
import { changeReport, refusalReport } from "../change-report/markdown";
import { plannedSteps, type EngineStep } from "../change-report/planned-step";
import { readDigest } from "../change-report/engine-events";
import { checkedStack, type CheckedStack } from "../checked-stack";
import { CommandError, UsageError } from "../errors";
import { options, usage } from "./command-line";
import { officialPreview, runOfficial } from "../official/official-stack";
import { readOptions } from "../options";
import { preparePolicies } from "../official/policy-pack";
import { previewUpdate } from "../rehearsal/operation";
import { prepareRehearsal } from "../rehearsal/workspace";
import { print, report } from "../terminal/print";
import { changeCount, changesText } from "../terminal/summary";
import { showWarnings } from "../terminal/warnings";
import { upgradeText } from "../upgrade/planned-upgrade";
import { rehearsedUpgrade } from "../upgrade/rehearsed-upgrade";
import { pathsOf } from "../paths";

/** The exit code of a preview with something dangerous in it. */
const dangerCode = 2;

type Chosen = ReturnType<typeof chosenOptions>;

function chosenOptions(args: readonly string[]) {
  const chosen = readOptions(args, { usage, options });
  if (chosen["fail-on-danger"] && chosen.markdown === undefined) {
    throw new UsageError(`--fail-on-danger needs --markdown FILE, which says what is dangerous\n\n${usage}`);
  }
  if (chosen.from !== undefined && (chosen.context !== undefined || chosen.markdown === undefined)) {
    throw new UsageError(`--from needs --markdown FILE and no --context\n\n${usage}`);
  }
  return chosen;
}

/** `npm run preview`: shows what an update would change. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = chosenOptions(args);
  if (chosen.context !== undefined && chosen.markdown === undefined) {
    const { file, config } = checkedStack(root, chosen.stack);
    const policies = chosen.policies ? preparePolicies(pathsOf(root), config.preset) : undefined;
    return runOfficial("preview", { root, file, context: chosen.context, policies, chosen: {} });
  }
  try {
    const checked = checkedStack(root, chosen.stack);
    return writeReport(chosen, checked, await planOf(chosen, checked, root));
  } catch (error) {
    if (chosen.markdown !== undefined && error instanceof Error) {
      writeFileSync(chosen.markdown, refusalReport(chosen.stack, error.message));
    }
    throw error;
  }
}

interface PlannedUpdate {
  readonly steps: readonly EngineStep[];
  /** Secrets that the configuration gives. */
  readonly givenSecrets: readonly string[];
}

/** What an update would do, from a file, from the user's own Pulumi, or from a rehearsal. */
async function planOf(chosen: Chosen, checked: CheckedStack, root: string): Promise<PlannedUpdate> {
  const { file, config } = checked;
  const given = secretsIn(Object.keys(file.config));
  if (chosen.from !== undefined) {
    return { steps: digestSteps(readFileSync(chosen.from, "utf8"), chosen.from), givenSecrets: given };
  }
  const paths = pathsOf(root);
  const policies = chosen.policies ? preparePolicies(paths, config.preset) : undefined;
  if (chosen.context !== undefined) {
    const text = await officialPreview({ root, file, context: chosen.context, policies, chosen: {} });
    return { steps: digestSteps(text, "pulumi preview --json"), givenSecrets: given };
  }
  const rehearsal = await prepareRehearsal({ paths, file, report });
  const upgrade = rehearsedUpgrade({ paths, checked, rehearsal, withoutBackup: false });
  if (upgrade !== undefined) {
    (chosen.json ? report : print)(`${upgradeText(upgrade)}\n`);
  }
  const result = await previewUpdate({
    rehearsal,
    paths,
    file,
    policies,
    print: chosen.json ? report : print,
  });
  // A rehearsal has generated values in place of those in the stack's file.
  const planned = { steps: result.steps, givenSecrets: secretsIn(rehearsal.project.settings) };
  if (chosen.json) {
    print(JSON.stringify({ stack: chosen.stack, changes: result.changes }));
    return planned;
  }
  showWarnings(result.warnings);
  print(
    changeCount(result.changes) === 0
      ? `No changes: stack ${chosen.stack} is as configured.`
      : `\nAn update would make these changes (${changesText(result.changes)}).\nNext:\n  npm run up -- --stack ${chosen.stack}`,
  );
  return planned;
}

/** The secrets among configuration keys with their namespace. */
function secretsIn(keys: readonly string[]): readonly string[] {
  return secretNames.filter((name) => keys.includes(`${configNamespace}:${name}`));
}

function digestSteps(text: string, source: string): readonly EngineStep[] {
  const digest = readDigest(text);
  if (digest === undefined) {
    throw new CommandError(`${source}: expected what pulumi preview --json prints, got something else.`);
  }
  if (digest.errors.length > 0) {
    throw new CommandError(`The preview of Pulumi failed:\n${digest.errors.join("\n")}`);
  }
  return digest.steps;
}

/** Writes the report that is asked for; the exit code is the command's. */
function writeReport(
  { stack, markdown: path, "fail-on-danger": failOnDanger }: Chosen,
  { config, namespace }: CheckedStack,
  { steps, givenSecrets }: PlannedUpdate,
): number {
  if (path === undefined) {
    return 0;
  }
  const { services } = planStack({ config, namespace, extraSecrets: {} });
  const order = [
    "database",
    "cache",
    "database-bootstrap",
    "backup",
    ...services.map(({ service }) => service.id),
  ];
  const { markdown, dangers } = changeReport({ stack, steps: plannedSteps(steps), order, givenSecrets });
  writeFileSync(path, markdown);
  report(markdown === "" ? `Wrote an empty ${path}: nothing changes.` : `Wrote ${path}.`);
  dangers.forEach((danger) => report(`danger: ${danger.replaceAll("`", "")}`));
  return failOnDanger && dangers.length > 0 ? dangerCode : 0;
}
