import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { ComponentName } from "../../plan/component-name";
import type { AccessMode, ClaimStorage } from "../../config/fields/workload-fields";
import { dataOptions, metadata, skipAwait, type Scope } from "../scope";
import { defined } from "../../values/entries";
import { named } from "../component";
import { volumeName, volumeOf } from "../../checks/recorded/store-facts";
import { keepRecord, volumeRecord } from "../state/records";

interface ClaimArgs {
  readonly scope: Scope;
  readonly component: ComponentName;
  readonly name: string;
  readonly storage: ClaimStorage & {
    /** Default: ReadWriteOnce. */
    readonly accessMode?: AccessMode;
  };
}

/**
 * A volume claim declared by name, with a record of what it has become. It is declared by name so that its size grows in place; a StatefulSet's own template
 * cannot change. Not awaited: with most storage classes it is bound by the pod that uses it.
 */
export function volumeClaim(
  parent: pulumi.Resource,
  { scope, component, name, storage }: ClaimArgs,
): core.PersistentVolumeClaim {
  const claim = new core.PersistentVolumeClaim(
    named(parent, name),
    {
      metadata: metadata(scope, component, { name, annotations: { ...storage.annotations, ...skipAwait } }),
      spec: {
        accessModes: [storage.accessMode ?? "ReadWriteOnce"],
        resources: { requests: { storage: `${storage.sizeGi}Gi` } },
        ...defined({ storageClassName: storage.storageClass }),
      },
    },
    dataOptions(scope, parent),
  );
  const volumes = { [volumeName(component)]: volumeOf(storage) };
  keepRecord(volumeRecord(component), { volumes }, { parent, dependsOn: [claim] });
  return claim;
}
