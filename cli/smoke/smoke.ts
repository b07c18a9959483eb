import { planStack } from "../../components/plan/plan";
import { checkedStack } from "../checked-stack";
import { stackCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { askGateway } from "./gateway";
import { askInside } from "./inside-pods";
import type { SmokeResult } from "./result";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run smoke`: whether a stack really answers. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, context, flows, json } = readOptions(args, { usage, options });
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
  const results = [...(await askInside({ kubectl, plan })), ...(await askGateway({ kubectl, plan, flows }))];
  const good = results.every(({ ok }) => ok);
  print(json ? JSON.stringify({ stack, ok: good, results }) : tableOf(results));
  return good ? 0 : 1;
}

/** What was found, for people. */
export function tableOf(results: readonly SmokeResult[]): string {
  const rows = results.map((result) => [wordOf(result), result.what, result.from, result.detail]);
  const count = (word: string) => rows.filter(([found]) => found === word).length;
  const unasked = count(words.unasked) === 0 ? "" : `, ${count(words.unasked)} ${words.unasked}`;
  return [
    ...alignedLines([["", "check", "from", ""], ...rows]),
    `${results.length} checks, ${count(words.failed)} failed${unasked}`,
  ].join("\n");
}

const words = { good: "ok", failed: "FAILED", unasked: "not asked" } as const;

function wordOf({ ok, asked = true }: SmokeResult): string {
  return ok ? words.good : asked ? words.failed : words.unasked;
}
