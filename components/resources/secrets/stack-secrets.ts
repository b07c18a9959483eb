import { createHmac } from "node:crypto";
import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../component";
import { carriedOutput, type CarriedSecrets } from "../../checks/recorded/carried-secrets";
import {
  secretDefinitions,
  secretNames,
  type SecretName,
  type SecretRecipe,
  type SecretValueName,
} from "../../values/secret-definitions";
import type { ExistingValues } from "./existing-secrets";
import type { SecretId } from "../../plan/secrets/secret-sources";

interface StackSecretsArgs {
  /** Values from the configuration; they take precedence over generated ones. */
  readonly given: (name: SecretValueName) => pulumi.Output<string> | undefined;
  /** Values that others keep in Secrets of the namespace. */
  readonly existing: ExistingValues;
  /** Values of a stack that was made when some secrets were resources of another type. */
  readonly carried: CarriedSecrets;
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
  private readonly carried: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(
    name: string,
    { given, existing, carried, protect }: StackSecretsArgs,
    options: ComponentOptions,
  ) {
    super("index:Secrets", name, options);
    this.given = given;
    this.existing = existing;
    this.carried = carriedValues(carried, this);
    this.generated = new Map(
      secretNames.map((secretName) => {
        const { recipe, rotation } = secretDefinitions[secretName];
        const options = { parent: this, protect: protect && rotation !== "rolling" };
        return [secretName, generate(secretName, recipe, options)];
      }),
    );
    this.registerOutputs(
      this.carried.size === 0 ? {} : { [carriedOutput]: Object.fromEntries(this.carried) },
    );
  }

  /** The value of a secret, as a secret output. */
  value(name: SecretValueName): pulumi.Output<string> {
    const kept = this.existing.get(name);
    const own = this.carried.get(name) ?? this.generated.get(name);
    const value = this.given(name) ?? (kept === undefined ? own : pulumi.secret(kept));
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

/** The values that stay although their resources go. */
function carriedValues(
  { values, kept, retired }: CarriedSecrets,
  parent: pulumi.Resource,
): ReadonlyMap<string, pulumi.Output<string>> {
  return new Map(
    Object.entries(values).map(([name, value]) => {
      const isLeaving = retired.some((secret) => secret === name) && !kept.some((secret) => secret === name);
      return [name, isLeaving ? lastOfRetired(name, value, parent) : pulumi.secret(value)];
    }),
  );
}

/**
 * Declares a resource of the retired type for one more update, which takes its protection away: the engine refuses
 * to delete what is still protected when an update begins. What comes out has passed through that resource, so
 * that its value is recorded no earlier.
 */
function lastOfRetired(name: string, value: string, parent: pulumi.Resource): pulumi.Output<string> {
  const { hex } = new random.RandomBytes(
    named(parent, name),
    { length: value.length / 2 },
    { parent, protect: false },
  );
  return pulumi.secret(hex);
}

/**
 * Generates a value. Always as a RandomPassword: it alone has an id of its own, "none", where the id of all other
 * random resources is their value, and the state keeps ids in clear.
 */
function generate(
  name: SecretName,
  recipe: SecretRecipe,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const logicalName = named(options.parent, name);
  return pulumi.secret(new random.RandomPassword(logicalName, drawnFrom(recipe), options).result);
}

function drawnFrom(recipe: SecretRecipe): random.RandomPasswordArgs {
  switch (recipe.kind) {
    case "hex":
      return {
        length: 2 * recipe.bytes,
        lower: false,
        upper: false,
        numeric: false,
        special: true,
        overrideSpecial: "0123456789abcdef",
      };
    case "password":
      return { length: recipe.length, special: false, minLower: 1, minUpper: 1, minNumeric: 1 };
  }
}
