import { planStack } from "../../components/plan/plan";
import { checkedStack } from "../checked-stack";
import { stackCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { askGateway } from "./gateway";
import { askInside } from "./inside-pods";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run smoke`: whether a stack really answers. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, context, json } = readOptions(args, { usage, options });
  const checked = checkedStack(root, stack);
  const { kubectl, played } = await stackCluster({ root, checked, context });
  if (played) {
    throw new CommandError(
      "Pods are played in this sandbox, so nothing answers. " +
        "With a real node it does: npm run sandbox -- start --nodes real; or name a cluster: --context NAME.",
    );
  }
  const plan = planStack({ config: checked.config, namespace: checked.namespace, extraSecrets: {} });
  report(`Asking stack ${stack} …`);
  const results = [...(await askInside({ kubectl, plan })), ...(await askGateway({ kubectl, plan }))];
  const failures = results.filter(({ ok }) => !ok);
  if (json) {
    print(JSON.stringify({ stack, ok: failures.length === 0, results }));
  } else {
    const rows = results.map(({ what, from, ok, detail }) => [ok ? "ok" : "FAILED", what, from, detail]);
    print(alignedLines([["", "check", "from", ""], ...rows]).join("\n"));
    print(`${results.length} checks, ${failures.length} failed`);
  }
  return failures.length === 0 ? 0 : 1;
}
