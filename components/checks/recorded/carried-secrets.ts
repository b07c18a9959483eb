import { z } from "zod";
import { secretNames, type SecretName, type SecretValues } from "../../values/secret-definitions";

/** The type of the resource that some secrets were generated as, whose id turned out to be the value in clear. */
export const retiredSecretType = "random:index/randomBytes:RandomBytes";

/** The type of the resources that all secrets are generated as. */
export const generatedSecretType = "random:index/randomPassword:RandomPassword";

/** The component that keeps the values of such resources, its name, and its output with them, each encrypted. */
export const secretsComponentType = "openops:index:Secrets";
export const secretsComponentName = "secrets";
export const carriedOutput = "carried";

/** A resource of the state. */
interface StateResource {
  readonly type: string;
  readonly name: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

const valuesSchema = z.record(z.string(), z.string());
const retiredSchema = z.object({ hex: z.string() });

/** What a state has of values that were generated as resources of the retired type. */
export interface CarriedSecrets {
  readonly values: SecretValues;
  /** Those that the component keeps already. */
  readonly kept: readonly SecretName[];
  /** Those whose resource is still there. */
  readonly retired: readonly SecretName[];
}

/** A stack that never had such a resource. */
export const nothingCarried: CarriedSecrets = { values: {}, kept: [], retired: [] };

/** The component of the installation itself; another one in the state has another name. */
function componentIn(state: readonly StateResource[]): StateResource | undefined {
  return state.find(({ type, name }) => type === secretsComponentType && name === secretsComponentName);
}

/** The names of the secrets whose values the component keeps; the state may be encrypted. */
export function keptNames(state: readonly StateResource[]): readonly SecretName[] {
  const carried = componentIn(state)?.outputs[carriedOutput];
  return secretNames.filter((name) => typeof carried === "object" && carried !== null && name in carried);
}

/** Reads them from a state with its secrets in clear. */
export function carriedSecrets(state: readonly StateResource[]): CarriedSecrets {
  const component = componentIn(state);
  const kept = valuesSchema.safeParse(component?.outputs[carriedOutput]).data ?? {};
  const retired = Object.fromEntries(
    state.flatMap(({ type, name, outputs }) => {
      const value = type === retiredSecretType ? retiredSchema.safeParse(outputs).data?.hex : undefined;
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    values: { ...retired, ...kept },
    kept: secretNames.filter((name) => name in kept),
    retired: secretNames.filter((name) => name in retired),
  };
}

const generatedSchema = z.object({ result: z.string() });

/** The values of the stack's own that a state with its secrets in clear has, wherever it keeps them. */
export function ownValues(state: readonly StateResource[]): SecretValues {
  const generated = state.flatMap(({ type, name, outputs }) => {
    const value = type === generatedSecretType ? generatedSchema.safeParse(outputs).data?.result : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(generated), ...carriedSecrets(state).values };
}
