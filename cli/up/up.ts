import { checkedStack } from "../checked-stack";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { preparePolicies } from "../official/policy-pack";
import { update } from "../rehearsal/operation";
import { prepareRehearsal, type Rehearsal } from "../rehearsal/workspace";
import { print, report } from "../terminal/print";
import { changesText, outputsText } from "../terminal/summary";
import { showWarnings } from "../terminal/warnings";
import { updateOfficial } from "../upgrade/official-update";
import { rehearsedUpgrade } from "../upgrade/rehearsed-upgrade";
import { upgradeRehearsed } from "../upgrade/rehearsed-update";
import { pathsOf } from "../paths";

/** `npm run up`: brings a stack up, in the sandbox or on a cluster. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = readOptions(args, { usage, options });
  const checked = checkedStack(root, chosen.stack);
  const { file, config } = checked;
  const withoutBackup = chosen["no-backup"];
  const paths = pathsOf(root);
  const policies = chosen.policies ? preparePolicies(paths, config.preset) : undefined;
  if (chosen.context !== undefined) {
    const { context } = chosen;
    return updateOfficial({ root, file, context, policies, chosen, checked, withoutBackup });
  }
  const startedMs = Date.now();
  const rehearsal = await prepareRehearsal({ paths, file, report });
  announce(rehearsal, chosen.stack);
  const secrets = chosen["show-secrets"] ? "show" : "mask";
  const repair = { refresh: chosen.refresh, takeOver: chosen["take-over"] };
  const operation = { rehearsal, paths, file, policies, repair, print: chosen.json ? report : print };
  const upgrade = rehearsedUpgrade({ paths, checked, rehearsal, withoutBackup });
  const result =
    upgrade === undefined
      ? await update(operation, secrets)
      : await upgradeRehearsed({ operation, checked, upgrade, secrets });
  const seconds = Math.round((Date.now() - startedMs) / 1000);
  if (chosen.json) {
    const outputs = Object.entries(result.outputs).map(([key, { value, secret }]) => [
      key,
      secret && !chosen["show-secrets"] ? "[secret]" : value,
    ]);
    print(
      JSON.stringify({
        stack: chosen.stack,
        seconds,
        changes: result.changes,
        outputs: Object.fromEntries(outputs),
      }),
    );
    return 0;
  }
  showWarnings(result.warnings);
  print(`\nStack ${chosen.stack} is up: ${changesText(result.changes)}, ${seconds} s.\n`);
  print(outputsText(result.outputs, secrets));
  if (secrets === "mask") {
    print(`  (secrets: npm run up -- --stack ${chosen.stack} --show-secrets)`);
  }
  print(nextSteps(rehearsal, { stack: chosen.stack, namespace: String(result.outputs.namespace?.value) }));
  return 0;
}

function announce({ cluster, standIns, project }: Rehearsal, stack: string): void {
  const pods = cluster.played
    ? "pods are played and become ready without running"
    : "pods run on a node that is real";
  report(`Rehearsing stack ${stack}: the API server is real, ${pods}.`);
  if (standIns.length > 0) {
    report(`Stand-ins take the place of Pulumi's official plugins: ${standIns.join(", ")}.`);
  }
  if (project.replacedSecrets.length > 0) {
    report(
      `Generated values take the place of secrets that are encrypted or kept elsewhere: ${project.replacedSecrets.join(", ")}.`,
    );
  }
  if (project.settings.length > 0) {
    report(`Set in the rehearsal, not in the stack file: ${project.settings.join(", ")}.`);
  }
}

function nextSteps(
  { cluster, tools }: Rehearsal,
  { stack, namespace }: { readonly stack: string; readonly namespace: string },
): string {
  return `
Next:
  look at it          export KUBECONFIG=${cluster.adminKubeconfig}
                      ${tools.kubectl} get all -n ${namespace}
  use a real cluster  npm run up -- --stack ${stack} --context NAME
  take it down        npm run down -- --stack ${stack}
  stop the sandbox    npm run sandbox -- stop`;
}
