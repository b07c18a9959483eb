import { checkedStack, type CheckedStack } from "../checked-stack";
import { CommandError, UsageError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { toYaml, writeManifests } from "./manifest-folder";
import { placeholdersIn } from "./placeholders";
import { nothingRecorded, recordedStack, type RecordedStack } from "./recorded-stack";
import type { RenderedObject } from "./rendered-objects";
import { openStack } from "../stack-access/open-stack";
import { print, report } from "../terminal/print";

/** `npm run render`: a stack's Kubernetes objects as plain YAML. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, output, placeholders, state, context, ...chosen } = readOptions(args, { usage, options });
  if (context !== undefined && !state) {
    throw new UsageError(`--context needs --state\n\n${usage}`);
  }
  const checked = checkedStack(root, stack);
  const recorded = state ? await lastUpdate(root, checked, context) : nothingRecorded;
  const secrets = chosen["with-secrets"];
  // The program, with Pulumi's SDK, is loaded once there is something to render.
  const { renderObjects } = await import("./rendered-objects");
  const { objects, leftOut } = await renderObjects(root, { file: checked.file, recorded, secrets });
  if (!placeholders) {
    refuseUnknown(objects, stack);
  }
  if (leftOut.length > 0) {
    report(
      `warning: left out: ${leftOut.join(", ")}. Plain manifests cannot order a first start with one pod: ` +
        "install with services.app.replicas and services.analytics.replicas at 1, and raise them when both are ready.",
    );
  }
  if (output === undefined) {
    print(objects.map(toYaml).join("---\n").trimEnd());
    return 0;
  }
  writeManifests(output, objects);
  report(`Wrote ${objects.length} objects to ${output}${secrets ? "" : "; Secrets are left out"}.`);
  return 0;
}

async function lastUpdate(
  root: string,
  checked: CheckedStack,
  context: string | undefined,
): Promise<RecordedStack> {
  const resources = await (await openStack({ root, checked, context })).revealedResources();
  if (resources.length === 0) {
    throw new CommandError(
      `Stack ${checked.file.stack} has no last update to take values from; nothing was written. ` +
        "Bring it up first, or let placeholders stand for them with --placeholders.",
    );
  }
  return recordedStack(resources);
}

/** A manifest with a placeholder in it would be applied like any other. */
function refuseUnknown(objects: readonly RenderedObject[], stack: string): void {
  const unknown = objects.flatMap(({ kind, name, content }) =>
    placeholdersIn(content).map((value) => `  ${kind} ${name}: ${value}`),
  );
  if (unknown.length > 0) {
    throw new CommandError(
      [
        `Only an update of stack ${stack} knows these values; nothing was written:`,
        ...unknown,
        "Take them from the last one with --state, or let placeholders stand for them with --placeholders.",
      ].join("\n"),
    );
  }
}
