import type * as pulumi from "@pulumi/pulumi";
import { factsOf } from "../checks/recorded/stack-facts";
import type { ComponentName } from "../plan/component-name";
import type { Plan } from "../plan/plan";
import type { ComponentOptions } from "../resources/component";
import type { Requirements } from "../resources/cluster/requirements";
import type { LoadedConfig } from "../resources/loaded-config";
import { recordSecrets } from "../resources/secrets/recorded-secrets";
import type { StackSecrets } from "../resources/secrets/stack-secrets";
import { keepRecords } from "../resources/state/records";

/** The parts of an installation that records are of. */
interface RecordedParts {
  readonly secrets: StackSecrets;
  readonly requirements: Requirements;
  readonly installed: ReadonlyMap<ComponentName, pulumi.Resource>;
  /** What keeps backups; nothing where the stack has none. */
  readonly backup: readonly pulumi.Resource[];
}

interface RecordArgs {
  readonly plan: Plan;
  readonly loaded: LoadedConfig;
  readonly parts: RecordedParts;
}

/** Records what the next update compares itself with, each part once it is there. */
export function recordInstallation({ plan, loaded, parts }: RecordArgs, options: ComponentOptions): void {
  const { secrets, requirements, installed, backup } = parts;
  const part = (component: ComponentName) => {
    const found = installed.get(component);
    return found === undefined ? [] : [found];
  };
  keepRecords(
    {
      facts: factsOf(loaded),
      clusterUid: requirements.clusterUid,
      secrets: recordSecrets(plan, { given: loaded.storedSecrets, secrets }),
      after: {
        installation: [requirements],
        database: part("database"),
        cache: part("cache"),
        tables: part("tables"),
        backup,
        // From here on services may migrate, which no older release reads.
        release: part("database-bootstrap"),
        secrets: [secrets],
      },
    },
    options,
  );
}
