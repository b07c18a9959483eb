import { createHmac } from "node:crypto";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { secretDefinitions, secretNames } from "./model/secrets";
import type { SecretName, SecretRecipe, SecretValueName } from "./model/secrets";
import type { ExistingValues } from "./existing-secrets";
import type { SecretId } from "./model/secret-sources";

interface StackSecretsArgs {
  /** Values from the configuration; they take precedence over generated ones. */
  readonly given: (name: SecretValueName) => pulumi.Output<string> | undefined;
  /** Values that others keep in Secrets of the namespace. */
  readonly existing: ExistingValues;
  /** Whether values that stored data depends on are kept from being deleted. */
  readonly protect: boolean;
}

/**
 * Every secret of a stack, generated once and kept encrypted in its state. All of them are declared
 * even where the configuration gives a value or a service is switched off: what left the program
 * would be deleted, and a key that comes back different makes data unreadable.
 */
export class StackSecrets extends Component {
  private readonly given: StackSecretsArgs["given"];
  private readonly existing: ExistingValues;
  private readonly generated: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, { given, existing, protect }: StackSecretsArgs, options: ComponentOptions) {
    super("index:Secrets", name, options);
    this.given = given;
    this.existing = existing;
    this.generated = new Map(
      secretNames.map((secretName) => {
        const { recipe, rotation } = secretDefinitions[secretName];
        const options = { parent: this, protect: protect && rotation !== "rolling" };
        return [secretName, generate(secretName, recipe, options)];
      }),
    );
    this.registerOutputs({});
  }

  /** The value of a secret, as a secret output. */
  value(name: SecretValueName): pulumi.Output<string> {
    const kept = this.existing.get(name);
    const value = this.given(name) ?? (kept === undefined ? this.generated.get(name) : pulumi.secret(kept));
    if (value === undefined) {
      throw new Error(`The secret "${name}" is not declared`);
    }
    return value;
  }

  /**
   * Tells whether values that others keep have changed. It is made with a generated key, so that nobody
   * who reads it can try out passwords.
   */
  checksum(secrets: readonly SecretId[]): pulumi.Output<string> {
    const values = JSON.stringify(secrets.map((id) => this.existing.get(id)));
    const key = this.generated.get("tablesSecretKey") ?? "";
    return pulumi.unsecret(
      pulumi
        .output(key)
        .apply((key) => createHmac("sha256", key).update(values).digest("hex").slice(0, checksumDigits)),
    );
  }
}

const checksumDigits = 16;

function generate(
  name: SecretName,
  recipe: SecretRecipe,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  switch (recipe.kind) {
    case "hex":
      return pulumi.secret(new random.RandomBytes(name, { length: recipe.bytes }, options).hex);
    case "password":
      return pulumi.secret(
        new random.RandomPassword(
          name,
          { length: recipe.length, special: false, minLower: 1, minUpper: 1, minNumeric: 1 },
          options,
        ).result,
      );
  }
}
