import * as pulumi from "@pulumi/pulumi";
import type { SecretName, SecretValues } from "../../values/secret-definitions";
import { sourceOf } from "../../plan/secrets/secret-sources";
import {
  secretFingerprint,
  secretRecord,
  storedSecrets,
  type SecretOrigin,
  type SecretRecords,
  type SecretsPlan,
} from "../../checks/recorded/stored-secrets";
import type { StackSecrets } from "./stack-secrets";

/** What the next update compares secrets with that something stored depends on. */
export function recordSecrets(
  plan: SecretsPlan,
  { given, secrets }: { readonly given: SecretValues; readonly secrets: StackSecrets },
): pulumi.Output<SecretRecords> {
  const changes = plan.secrets.copyChanges;
  const recordOf = (name: SecretName) => {
    const source = sourceOf(name, plan.secretSources);
    if (source.kind === "external") {
      return secretRecord(name, {
        from: "external",
        fingerprint: source.remote.fingerprint ?? "",
        changes,
      });
    }
    const known: SecretOrigin = given[name] === undefined ? "generated" : "config";
    const from = source.kind === "existing" ? "existing" : known;
    return secrets
      .value(name)
      .apply((value) => secretRecord(name, { from, fingerprint: secretFingerprint(name, value), changes }));
  };
  return pulumi.secret(
    pulumi.all(Object.fromEntries(storedSecrets.map((name) => [name, recordOf(name)] as const))),
  );
}
