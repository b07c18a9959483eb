import { nearestName } from "../components/model/fault";
import { planStack } from "../components/model/plan";
import { nextName, overlappingSecrets, secretDefinitions, secretNames } from "../components/model/secrets";
import type { SecretName } from "../components/model/secrets";
import { sourceOf } from "../components/model/secret-sources";
import { secretUsers } from "../components/model/secret-users";
import { checkedFile, checkedStack } from "./checked-stack";
import type { CheckedStack } from "./checked-stack";
import { CommandError } from "./command-error";
import { options, usage } from "./command-lines/rotate";
import { readOptions } from "./options";
import { newValue } from "./rotation/new-value";
import { perform } from "./rotation/perform";
import { generatedAuthority, rotateAuthority } from "./rotation/authority-rotation";
import type { RotationStep } from "./rotation/rotation-step";
import { rotateSecret } from "./rotation/secret-rotation";
import type { EngineStack } from "./stack-access/engine-stack";
import { openStack } from "./stack-access/open-stack";
import { agree } from "./terminal/agreement";
import { print } from "./terminal/print";
import { UsageError } from "./usage-error";

/** `npm run rotate`: a new secret value or authority, step by step. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, secret, authority, context, yes } = readOptions(args, { usage, options });
  if ((secret === undefined) === (authority === undefined)) {
    throw new UsageError(usage);
  }
  const name = secret === undefined ? undefined : knownSecret(secret);
  const asked = checkedStack(root, stack);
  const access = await openStack({ root, checked: asked, context, agreed: yes });
  const checked = checkedFile(root, { ...asked.file, config: access.config() });
  const steps =
    name === undefined
      ? rotateAuthority(generatedAuthority(authority ?? "", checked.config))
      : secretSteps(name, { checked, access });
  print(`Rotation of ${secret ?? `the authority of ${authority ?? ""}`} in stack ${stack}:`);
  steps.forEach(({ text }, index) => print(`  ${index + 1}. ${text}`));
  if (context !== undefined && !yes) {
    await agree("Go on? [y/N] ");
  }
  await perform(steps, {
    access,
    print,
    value: name === undefined ? "" : await valueOf(name, access),
    again: `npm run rotate -- ${args.join(" ")}`,
  });
  print(`\n${secret ?? "The authority"} is rotated.`);
  return 0;
}

function knownSecret(name: string): SecretName {
  const known = secretNames.find((one) => one === name);
  if (known === undefined) {
    const nearest = nearestName(name, secretNames);
    throw new CommandError(
      `There is no secret ${name}. ` +
        (nearest === undefined ? `There are ${secretNames.join(", ")}.` : `Did you mean ${nearest}?`),
    );
  }
  return known;
}

interface RotationContext {
  readonly checked: CheckedStack;
  readonly access: EngineStack;
}

function secretSteps(
  name: SecretName,
  { checked: { config, namespace }, access }: RotationContext,
): readonly RotationStep[] {
  const keys = access.keys();
  const plan = planStack({ config, namespace, extraSecrets: {} });
  const { copyChanges } = config.secrets;
  const source = sourceOf(name, config);
  return rotateSecret({ name, keys, users: secretUsers(plan), copyChanges, namespace, source });
}

/** The value that a rotation gives: a new one, or the one to which the clients move already. */
async function valueOf(name: SecretName, access: EngineStack): Promise<string> {
  const overlapping = overlappingSecrets.find((one) => one === name);
  const begun = overlapping !== undefined && access.keys().includes(nextName(overlapping));
  return begun ? access.secret(nextName(overlapping)) : newValue(secretDefinitions[name].recipe);
}
