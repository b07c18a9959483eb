import type { Raw } from "../../components/config/layers";
import { checkedStack } from "../checked-stack";
import { options, usage } from "./command-line";
import { driftOf, type Drift } from "./comparison";
import { liveObjects, type KubectlAccess } from "./live-objects";
import { wantedObjects } from "./wanted-objects";
import { CommandError } from "../errors";
import { officialState } from "../official/official-stack";
import { readOptions } from "../options";
import { prepareRehearsal, stateStack } from "../rehearsal/workspace";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";
import { pathsOf } from "../paths";

/** The exit code of drift. */
const driftCode = 2;

/** `npm run drift`: what in the cluster is not as the last update left it. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = readOptions(args, { usage, options });
  const { deployment, access } = await deployedStack(root, chosen);
  const wanted = wantedObjects(deployment);
  if (wanted.length === 0) {
    throw new CommandError(
      `Stack ${chosen.stack} is not deployed${chosen.context === undefined ? " in the sandbox" : ""}: its state has no object. ` +
        `Bring it up first: npm run up -- --stack ${chosen.stack}`,
    );
  }
  const live = await liveObjects(access, wanted);
  const drift = driftOf(wanted.map((object, index) => [object, live[index]] as const));
  if (chosen.json) {
    print(JSON.stringify({ stack: chosen.stack, drift }));
  } else if (drift.length > 0) {
    print(alignedLines([["object", "field", "wanted", "found"], ...drift.map(row)]).join("\n"));
  }
  return drift.length === 0 ? 0 : driftCode;
}

interface Deployed {
  readonly deployment: unknown;
  readonly access: KubectlAccess;
}

async function deployedStack(
  root: string,
  { stack, context }: { readonly stack: string; readonly context?: string | undefined },
): Promise<Deployed> {
  const { file } = checkedStack(root, stack);
  if (context !== undefined) {
    const deployment = await officialState({ root, file, context, chosen: {} });
    return { deployment, access: { program: "kubectl", args: [`--context=${context}`] } };
  }
  const rehearsal = await prepareRehearsal({ paths: pathsOf(root), file, report });
  const { deployment } = await (await stateStack(rehearsal, stack)).exportStack();
  const { tools, cluster } = rehearsal;
  return {
    deployment,
    access: { program: tools.kubectl, args: [`--kubeconfig=${cluster.deployerKubeconfig}`] },
  };
}

function row({ object, field, wanted, found }: Drift): readonly string[] {
  return [object, field ?? "", shown(wanted), shown(found)];
}

function shown(value: Raw): string {
  return value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
}
