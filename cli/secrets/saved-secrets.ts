import { carriedSecrets, generatedSecretType } from "../../components/checks/recorded/carried-secrets";
import type { StackConfig } from "../../components/stack/stack-config";
import { sourceOf, sourcesOf } from "../../components/plan/secrets/secret-sources";
import { secretNames, type SecretName } from "../../components/values/secret-definitions";
import { CommandError } from "../errors";
import type { EngineStack } from "../stack-access/engine-stack";
import { revealed } from "../render/plain-values";
import { generatedValue } from "../stack-access/state-resource";
import { nameOf } from "../terminal/resource-names";

/**
 * Writes every generated value into the stack's encrypted configuration, so that the stack can be made
 * again from its file alone.
 *
 * @returns the names of what was written
 * @throws CommandError before anything is written, where the state has no value of one of them
 */
export async function saveGenerated(
  stack: Pick<EngineStack, "keys" | "revealedResources" | "setSecret">,
  config: StackConfig,
): Promise<readonly SecretName[]> {
  const configured = stack.keys();
  const names = secretNames
    .filter((name) => !configured.includes(name))
    .filter((name) => sourceOf(name, sourcesOf(config)).kind === "stack");
  const resources = names.length === 0 ? [] : await stack.revealedResources();
  const carried = carriedSecrets(
    resources.map(({ urn, type, outputs }) => ({ type, name: nameOf(urn), outputs: revealed(outputs) })),
  );
  const values = names.map((name) => {
    const resource = resources.find(({ urn, type }) => type === generatedSecretType && nameOf(urn) === name);
    return { name, value: carried.values[name] ?? (resource && generatedValue(resource)) };
  });
  const missing = values.filter(({ value }) => value === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw new CommandError(
      `The state has no value of ${missing.join(", ")}; nothing was saved. Bring the stack up first, then run this again.`,
    );
  }
  for (const { name, value = "" } of values) {
    await stack.setSecret(name, value);
  }
  return names;
}
