import * as random from "@pulumi/random";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { secretDefinitions, secretNames } from "./model/secrets";
import type { SecretName, SecretRecipe } from "./model/secrets";

interface StackSecretsArgs {
  /** Values from the configuration; they take precedence over generated ones. */
  readonly given: (name: SecretName) => pulumi.Output<string> | undefined;
  /** Whether values that stored data depends on are kept from being deleted. */
  readonly protect: boolean;
}

/**
 * Every secret of a stack, generated once and kept encrypted in its state. All of them are declared
 * even where the configuration gives a value or a service is switched off: what left the program
 * would be deleted, and a key that comes back different makes data unreadable.
 */
export class StackSecrets extends Component {
  private readonly values: ReadonlyMap<SecretName, pulumi.Output<string>>;

  constructor(name: string, { given, protect }: StackSecretsArgs, options: ComponentOptions) {
    super("index:Secrets", name, options);
    const values = new Map<SecretName, pulumi.Output<string>>();
    for (const secretName of secretNames) {
      const { recipe, rotation } = secretDefinitions[secretName];
      const generated = generate(secretName, recipe, {
        parent: this,
        protect: protect && rotation !== "rolling",
      });
      values.set(secretName, given(secretName) ?? generated);
    }
    this.values = values;
    this.registerOutputs({});
  }

  /** The value of a secret, as a secret output. */
  value(name: SecretName): pulumi.Output<string> {
    const value = this.values.get(name);
    if (value === undefined) {
      throw new Error(`The secret "${name}" is not declared`);
    }
    return value;
  }
}

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
