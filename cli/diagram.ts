import { renderDiagram } from "../components/model/diagram";
import { planStack } from "../components/model/plan";
import { checkedStack } from "./checked-stack";
import { readOptions, stackOption } from "./options";
import { print } from "./terminal/print";

const usage = `usage: npm run diagram -- [--stack NAME]

  --stack NAME   the stack; default: dev`;

/** `npm run diagram`: draws a stack's services and their connections as a Mermaid flow chart. */
export function run(args: readonly string[], root: string): Promise<number> {
  const { stack } = readOptions(args, { usage, options: stackOption });
  const { config, namespace } = checkedStack(root, stack);
  print(renderDiagram(planStack({ config, namespace, extraSecrets: {} })).trimEnd());
  return Promise.resolve(0);
}
