import * as pulumi from "@pulumi/pulumi";
import type { LoadedConfig } from "../loaded-config";
import type { SecretName } from "../../values/secret-definitions";
import { sourceOf } from "../../plan/secrets/secret-sources";
import {
  secretFingerprint,
  secretRecord,
  storedSecrets,
  type SecretOrigin,
  type SecretRecords,
} from "../../checks/recorded/stored-secrets";
import type { StackSecrets } from "./stack-secrets";

/** What the next update compares secrets with that something stored depends on. */
export function recordSecrets(
  { config, storedSecrets: given }: LoadedConfig,
  secrets: StackSecrets,
): pulumi.Output<SecretRecords> {
  const changes = config.secrets.copyChanges;
  const recordOf = (name: SecretName) => {
    const source = sourceOf(name, config);
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
