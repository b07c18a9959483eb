import { describeFault, refusalOf } from "../../components/values/fault";
import { CommandError } from "../errors";
import { options, usage } from "./command-line";
import { effectiveValues, type EffectiveValue } from "./effective-config";
import { readOptions } from "../options";
import { assembleStack, readStackFile } from "../stack-file";
import { print } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run config`: what a stack's configuration amounts to. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, json } = readOptions(args, { usage, options });
  const file = readStackFile(root, stack);
  const assembled = assembleStack(root, file);
  const { faults } = assembled;
  if (faults.length > 0 && !json) {
    throw new CommandError(refusalOf(`The configuration of stack ${stack}`, faults));
  }
  const values = effectiveValues(assembled, file);
  if (json) {
    const told = faults.map((fault) => ({ path: fault.path, message: describeFault(fault) }));
    print(JSON.stringify(faults.length > 0 ? { stack, faults: told } : { stack, values }, undefined, 2));
  } else {
    alignedLines(values.map(rowOf)).forEach(print);
  }
  return faults.length > 0 ? 1 : 0;
}

function rowOf({ path, value, secret, layer }: EffectiveValue): readonly string[] {
  return [path, secret ? "[secret]" : JSON.stringify(value), layer];
}
