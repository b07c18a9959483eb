import * as pulumi from "@pulumi/pulumi";
import type { SecretValueName } from "../values/secret-definitions";
import type { Reference, StoreName, Text } from "../values/text";
import type { Endpoint } from "./stores/store-access";

/** What references in texts stand for. */
export interface ReferenceValues {
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
  readonly extraSecret: (service: string, variable: string) => pulumi.Output<string>;
  /** The password of a server that chooses it itself. */
  readonly serverPassword: (store: StoreName) => pulumi.Output<string>;
  readonly endpoints: Readonly<Record<StoreName, Endpoint>>;
}

/** Makes the function that fills in texts with nothing but the stack's secrets in them. */
export function secretResolver(secret: ReferenceValues["secret"]): (text: Text) => pulumi.Output<string> {
  return ({ parts }) =>
    pulumi.concat(
      ...parts.map((part) => {
        if (typeof part === "string") {
          return part;
        }
        if (part.kind !== "secret") {
          throw new Error(`A server is declared with the ${part.kind} of its own clients`);
        }
        return secret(part.name);
      }),
    );
}

/** Makes the function that fills in texts; a text that holds a secret becomes a secret output. */
export function textResolver(values: ReferenceValues): (text: Text) => pulumi.Input<string> {
  const valueOf = (reference: Reference): pulumi.Input<string | number> => {
    switch (reference.kind) {
      case "secret":
        return values.secret(reference.name);
      case "extra-secret":
        return values.extraSecret(reference.service, reference.variable);
      case "server-password":
        return values.serverPassword(reference.store).apply(encodeURIComponent);
      case "endpoint":
        return values.endpoints[reference.store][reference.field];
    }
  };
  return ({ parts }) => {
    const filled = parts.map((part) => (typeof part === "string" ? part : valueOf(part)));
    return filled.every((part) => typeof part === "string" || typeof part === "number")
      ? filled.join("")
      : pulumi.concat(...filled);
  };
}
