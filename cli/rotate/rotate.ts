import { nearestName } from "../../components/values/fault";
import { planStack } from "../../components/plan/plan";
import {
  nextName,
  overlappingSecrets,
  secretDefinitions,
  secretNames,
  type SecretName,
} from "../../components/values/secret-definitions";
import { sourceOf, sourcesOf } from "../../components/plan/secrets/secret-sources";
import { secretUsers } from "../../components/plan/secrets/secret-users";
import { checkedFile, checkedStack, type CheckedStack } from "../checked-stack";
import { CommandError, UsageError } from "../errors";
import { stackCluster, type OpenArgs } from "../cluster-access/stack-cluster";
import { adminPassword } from "../smoke/person/admin-password";
import { tryAdminSignIn } from "./admin-sign-in";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { newValue } from "./new-value";
import { perform, type Trial } from "./performed-rotation";
import { generatedAuthority, rotateAuthority } from "./authority-rotation";
import type { RotationStep } from "./rotation-step";
import { rotateSecret } from "./secret-rotation";
import type { EngineStack } from "../stack-access/engine-stack";
import { openStack } from "../stack-access/open-stack";
import { agree } from "../terminal/confirmation";
import { print } from "../terminal/print";

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
    trial:
      name === "adminPassword"
        ? await trialOf({ root, checked: asked, context }, { checked, access })
        : undefined,
  });
  print(`\n${secret ?? "The authority"} is rotated.`);
  return 0;
}

/** How the admin's password is tried; undefined where pods are played, or the one from before may not be read. */
async function trialOf(opening: OpenArgs, { checked, access }: RotationContext): Promise<Trial | undefined> {
  const { kubectl, played } = await stackCluster(opening);
  if (played) {
    return undefined;
  }
  const { config, namespace } = checked;
  const stack = { kubectl, plan: planStack({ config, namespace, extraSecrets: {} }) };
  try {
    const former = await adminPassword(stack);
    return { attempt: () => tryAdminSignIn(stack), undo: () => access.setSecret("adminPassword", former) };
  } catch (error) {
    if (error instanceof CommandError) {
      print(`No sign-in is tried after it: ${error.message}`);
      return undefined;
    }
    throw error;
  }
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
  const source = sourceOf(name, sourcesOf(config));
  return rotateSecret({ name, keys, users: secretUsers(plan), copyChanges, namespace, source });
}

/** The value that a rotation gives: a new one, or the one to which the clients move already. */
async function valueOf(name: SecretName, access: EngineStack): Promise<string> {
  const overlapping = overlappingSecrets.find((one) => one === name);
  const begun = overlapping !== undefined && access.keys().includes(nextName(overlapping));
  return begun ? access.secret(nextName(overlapping)) : newValue(secretDefinitions[name].recipe);
}
