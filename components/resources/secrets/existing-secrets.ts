import type * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../component";
import { ConfigError } from "../config-error";
import { keptValue, KeptObject } from "../cluster/kept-object";
import {
  decodedData,
  existingSecretFaults,
  type SecretContents,
} from "../../checks/cluster/existing-secret-faults";
import type { Plan } from "../../plan/plan";
import type { ExistingSecret, SecretId } from "../../plan/secrets/secret-sources";
import type { SecretRecords } from "../../checks/recorded/stored-secrets";

interface ExistingSecretsArgs {
  readonly plan: Plan;
}

/** The Secrets in the stack's namespace that others keep. */
export class ExistingSecrets extends Component {
  readonly contents: ReadonlyMap<string, pulumi.Output<Readonly<Record<string, string>> | undefined>>;

  constructor(name: string, { plan }: ExistingSecretsArgs, options: ComponentOptions) {
    super("index:ExistingSecrets", name, options);
    const names = new Set(existingSources(plan).map(({ secretName }) => secretName));
    this.contents = new Map(
      [...names].map((secretName) => {
        // The logical name tells people what asks for it, where it is not there.
        const logicalName = `${secretName} (openops:secrets.existing)`;
        const reference = { apiVersion: "v1", kind: "Secret", name: secretName, namespace: plan.namespace };
        const secret = new KeptObject(named(this, logicalName), reference, { parent: this });
        return [secretName, secret.data];
      }),
    );
    this.registerOutputs({ names: [...names] });
  }
}

/** The values of secrets that others keep, by the secret's name. */
export type ExistingValues = ReadonlyMap<SecretId, string>;

/**
 * Reads the Secrets that others keep and refuses what does not fit, before anything is declared.
 *
 * @throws ConfigError with every fault
 */
export async function readExistingSecrets(
  plan: Plan,
  records: SecretRecords,
  options: ComponentOptions,
): Promise<ExistingValues> {
  const sources = existingSources(plan);
  if (sources.length === 0) {
    return new Map();
  }
  const secrets = new ExistingSecrets("existing-secrets", { plan }, options);
  const read = await Promise.all(
    [...secrets.contents].map(async ([name, data]) => [name, await keptValue(data)] as const),
  );
  if (read.some(([, data]) => data === undefined)) {
    // The cluster is yet to be made; they are read, and checked, in the update.
    return new Map();
  }
  const contents: SecretContents = new Map(read.map(([name, data]) => [name, decodedData(data)] as const));
  const faults = existingSecretFaults(plan, { contents, records });
  if (faults.length > 0) {
    throw new ConfigError("What the stack's existing Secrets hold", faults);
  }
  return new Map(
    sources.map(({ id, secretName, key }) => [id, contents.get(secretName)?.[key] ?? ""] as const),
  );
}

function existingSources({ secretSources }: Plan): readonly ExistingSecret[] {
  return secretSources.filter((source) => source.kind === "existing");
}
