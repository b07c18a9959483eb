import { clouds } from "../../../../providers/registry";
import type { Cloud } from "../../../../providers/source";
import { removeCommand, setCommand } from "../../../values/fault";
import type { Rule } from "../rule";

/** What a restore appends to a database's name is up to ten characters. */
const longestName = 53;

const namesHaveRoom: Rule = {
  name: "with backups a database's name leaves room for the one it is restored under",
  *check({ backup, database }) {
    if (backup.enabled && database.name.length > longestName) {
      yield {
        path: "database.name",
        expected: `at most ${longestName} characters`,
        got: String(database.name.length),
        why: "a restore loads a database under a longer name, and Postgres cuts names at 63",
      };
    }
  },
};

const ownLabels: Rule = {
  name: "labels added to the pods of backups do not replace the ones that they are known by",
  *check({ backup }) {
    for (const name of Object.keys(backup.podLabels)) {
      if (name === "app" || name.startsWith("app.kubernetes.io/")) {
        yield {
          path: `backup.podLabels["${name}"]`,
          expected: "a label that this program does not set itself",
          got: name,
          why: "network policies know pods by it",
          fix: removeCommand(`backup.podLabels["${name}"]`),
        };
      }
    }
  },
};

const azureIdentity = "azure.workload.identity/use";

const azureSignsIn: Rule = {
  name: "without a Secret the pods of backups to Azure ask for their workload identity",
  *check({ backup: { enabled, target, podLabels, identity } }) {
    if (!enabled || target.kind !== "azure-blob" || target.credentialsSecret !== undefined) {
      return;
    }
    if (identity === undefined && podLabels[azureIdentity] !== "true") {
      yield {
        path: `backup.podLabels["${azureIdentity}"]`,
        expected: '"true"',
        got: podLabels[azureIdentity] ?? "nothing",
        why: "Azure gives an identity to pods with this label only, and there is neither backup.identity nor a credentialsSecret",
        fix: setCommand(`backup.podLabels["${azureIdentity}"]`, "true"),
      };
    }
  },
};

const identityOfBucket: Rule = {
  name: "the identity of backups is of the cloud that keeps them, and the only thing that signs in",
  *check({ backup: { enabled, target, identity } }) {
    if (!enabled || identity === undefined) {
      return;
    }
    const { bucket }: Cloud["identity"] = clouds[identity.kind].identity;
    if (target.kind === "claim" || target.kind !== bucket) {
      yield {
        path: "backup.identity.kind",
        expected: `one that signs in to ${target.kind}`,
        got: identity.kind,
        why: `${identity.kind} signs in to ${bucket}`,
        fix: removeCommand("backup.identity"),
      };
    } else if (target.credentialsSecret !== undefined) {
      yield {
        path: "backup.target.credentialsSecret",
        expected: "nothing, since backup.identity signs in",
        got: target.credentialsSecret,
        fix: removeCommand("backup.target.credentialsSecret"),
      };
    }
  },
};

const upgradesHaveBackups: Rule = {
  name: "a backup before upgrades needs backups",
  *check({ backup, rollout }) {
    if (rollout.backupBeforeUpgrade && !backup.enabled) {
      yield {
        path: "rollout.backupBeforeUpgrade",
        expected: "false",
        got: "true",
        why: "backup.enabled is false, so there is nothing to take one with; or set that to true",
        fix: setCommand("rollout.backupBeforeUpgrade", "false"),
      };
    }
  },
};

/** Rules about backups. */
export const backupRules: readonly Rule[] = [
  namesHaveRoom,
  ownLabels,
  azureSignsIn,
  identityOfBucket,
  upgradesHaveBackups,
];
