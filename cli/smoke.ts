import { planStack } from "../components/model/plan";
import { checkedStack } from "./checked-stack";
import { stackCluster } from "./cluster-access/stack-cluster";
import { CommandError } from "./command-error";
import { readOptions, stackOption } from "./options";
import { askGateway } from "./smoke/gateway";
import { askInside } from "./smoke/inside-pods";
import { print, report } from "./terminal/print";
import { alignedLines } from "./terminal/table";

const usage = `usage: npm run smoke -- [--stack NAME] [--context NAME] [--json]

  Asks every service for its health from inside, every route through the gateway, and looks at the
  certificates of the gateway, Postgres and Redis. Exit code 1 when something fails.

  --stack NAME    the stack; default: dev
  --context NAME  the cluster of this kubeconfig context, with your own Pulumi and kubectl;
                  without it: the sandbox, which needs a real node
  --json          one JSON object instead of a table`;

const options = {
  ...stackOption,
  context: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

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
