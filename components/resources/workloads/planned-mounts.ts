import { basename } from "node:path/posix";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { VolumePlan } from "../../services/container-plan";
import { emptyFolder, type Mount } from "../pods/mount";
import { volumeClaim } from "../pods/volume-claim";
import { childOptions, metadata, type ServiceArgs } from "../scope";
import { named } from "../component";

/** Makes what the volumes of a service's container need, and mounts them. */
export function plannedMounts(parent: pulumi.Resource, args: ServiceArgs): readonly Mount[] {
  return (args.service.container.volumes ?? []).flatMap((volume) => mountsOf(volume, parent, args));
}

function mountsOf(plan: VolumePlan, parent: pulumi.Resource, args: ServiceArgs): readonly Mount[] {
  const { scope, service } = args;
  const { id, name } = service.service;
  switch (plan.kind) {
    case "empty": {
      const { medium, sizeLimit } = plan;
      const emptyDir = { ...(medium && { medium }), ...(sizeLimit && { sizeLimit }) };
      return [emptyFolder(plan.name, plan.mountPath, emptyDir)];
    }
    case "claim": {
      const { storage } = plan;
      const claim = volumeClaim(parent, { scope, component: id, name: storage.claimName, storage });
      const volume = { name: plan.name, persistentVolumeClaim: { claimName: claim.metadata.name } };
      return [{ volume, path: plan.mountPath }];
    }
    case "files":
      return [filesMount(plan, { parent, args, logicalName: name })];
    case "file": {
      const subPath = basename(plan.path);
      const files = { name: plan.name, mountPath: plan.path, files: { [subPath]: plan.content } };
      return [{ ...filesMount(files, { parent, args, logicalName: `${name}-${plan.name}` }), subPath }];
    }
    case "existing-claim": {
      const volume = { name: plan.name, persistentVolumeClaim: { claimName: plan.claimName } };
      return [{ volume, path: plan.mountPath }];
    }
    case "identity": {
      const file = scope.identities.get(id)?.homeFile;
      const logicalName = `${name}-identity`;
      return file === undefined
        ? []
        : [
            filesMount(
              {
                name: plan.name,
                mountPath: `${plan.home}/${file.folder}`,
                files: { [file.name]: file.content },
              },
              { parent, args, logicalName },
            ),
          ];
    }
  }
}

interface Files {
  readonly name: string;
  readonly mountPath: string;
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
}

interface FilesArgs {
  readonly parent: pulumi.Resource;
  readonly args: ServiceArgs;
  /** Of the ConfigMap. */
  readonly logicalName: string;
}

/** Files in a ConfigMap that Pulumi names, so that other files make new pods. */
export function filesMount(
  { name, mountPath, files }: Files,
  { parent, args: { scope, service }, logicalName }: FilesArgs,
): Mount {
  const map = new core.ConfigMap(
    named(parent, logicalName),
    { metadata: metadata(scope, service.service.id), immutable: true, data: { ...files } },
    childOptions(scope, parent),
  );
  const volume = { name, configMap: { name: map.metadata.name } };
  return { volume, path: mountPath, readOnly: true };
}
