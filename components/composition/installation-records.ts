import type * as pulumi from "@pulumi/pulumi";
import { recordsOf } from "../checks/recorded/fact-schema";
import { factsOf } from "../checks/recorded/stack-facts";
import type { Plan } from "../plan/plan";
import type { ComponentOptions } from "../resources/component";
import type { Store } from "../resources/provider-contract";
import type { Requirements } from "../resources/cluster/requirements";
import type { LoadedConfig } from "../resources/loaded-config";
import { recordSecrets } from "../resources/secrets/recorded-secrets";
import type { StackSecrets } from "../resources/secrets/stack-secrets";
import { keepRecord } from "../resources/state/records";
import type { StoreName } from "../values/text";

interface PlaceArgs {
  readonly loaded: LoadedConfig;
  readonly requirements: Requirements;
}

/**
 * Records where the installation is. All that follows depends on this record, so that a state with anything in it that
 * data may depend on has it.
 */
export function recordPlace({ loaded, requirements }: PlaceArgs, options: ComponentOptions): pulumi.Resource {
  const { clusterUid } = requirements;
  const { installation } = recordsOf(factsOf(loaded));
  return keepRecord(
    "installation",
    { ...installation, clusterUid },
    { ...options, dependsOn: [requirements] },
  );
}

/** The parts of an installation that records are of. */
interface RecordedParts {
  readonly secrets: StackSecrets;
  readonly stores: Readonly<Record<StoreName, Store>>;
  readonly bootstrap: pulumi.Resource;
}

interface RecordArgs {
  readonly plan: Plan;
  readonly loaded: LoadedConfig;
  readonly parts: RecordedParts;
}

/** Records what the next update compares itself with, each part once it is there. */
export function recordInstallation({ plan, loaded, parts }: RecordArgs, options: ComponentOptions): void {
  const { database, cache, release } = recordsOf(factsOf(loaded));
  const after = (part: pulumi.Resource) => ({ ...options, dependsOn: [part] });
  keepRecord("database", database, after(parts.stores.database.resource));
  keepRecord("cache", cache, after(parts.stores.cache.resource));
  // From here on services may migrate, which no older release reads.
  keepRecord("release", release, after(parts.bootstrap));
  const secrets = recordSecrets(plan, { given: loaded.storedSecrets, secrets: parts.secrets });
  keepRecord("secrets", secrets, after(parts.secrets));
}
