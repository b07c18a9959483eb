import { writeFileSync } from "node:fs";
import { diagramOf, dotOf, mermaidOf } from "../../components/plan/diagram";
import { planStack } from "../../components/plan/plan";
import { checkedStack } from "../checked-stack";
import { options, usage } from "./command-line";
import { svgOf } from "./diagram-image";
import { readOptions } from "../options";
import { print, report } from "../terminal/print";

/** `npm run diagram`: draws a stack's services and their connections. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, svg } = readOptions(args, { usage, options });
  const { config, namespace } = checkedStack(root, stack);
  const diagram = diagramOf(planStack({ config, namespace, extraSecrets: {} }));
  if (svg === undefined) {
    print(mermaidOf(diagram).trimEnd());
    return 0;
  }
  writeFileSync(svg, await svgOf(dotOf(diagram)));
  report(`Wrote ${svg}.`);
  return 0;
}
