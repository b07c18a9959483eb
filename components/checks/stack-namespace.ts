import type { Assembled } from "./assembled-config";
import type { Fault } from "../values/fault";
import { defaultNamespace } from "../plan/names";

/** An assembled configuration with the namespace that it amounts to. */
export interface Namespaced extends Assembled {
  readonly namespace: string;
}

/** Adds the namespace of a stack, which its name gives where the configuration does not. */
export function withNamespace(assembled: Assembled, stack: string): Namespaced {
  const namespace = assembled.config?.namespace ?? defaultNamespace(stack);
  const faults = [...assembled.faults, ...namespaceFaults(namespace)];
  return { ...assembled, namespace, faults, config: faults.length === 0 ? assembled.config : undefined };
}

function* namespaceFaults(namespace: string): Iterable<Fault> {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    yield {
      path: "namespace",
      expected: "a name of your own, because the stack's name makes none",
      got: namespace,
    };
  }
}
