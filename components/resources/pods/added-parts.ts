import type { input } from "@pulumi/kubernetes/types";
import type { AddedToPods } from "../../plan/pods/service-plan";
import type { Mount } from "./mount";
import type { PodAdditions } from "./pod";
import { restricted } from "./container-security";
import { defined, nonEmpty } from "../../values/entries";

type AddedContainer = AddedToPods["sidecars"][number];
type AddedVolume = AddedToPods["volumes"][number];

/** Keeps users' volumes apart from the ones this program adds. */
function volumeName(name: string): string {
  return `added-${name}`;
}

/** The volumes that users add, as the service's own container sees them. */
export function addedMounts({ volumes }: AddedToPods): readonly Mount[] {
  return volumes.map(({ name, mountPath, readOnly }) => ({
    name: volumeName(name),
    path: mountPath,
    readOnly,
  }));
}

/** The containers and volumes that users add to the pods of a service. */
export function addedParts(
  { volumes, initContainers, sidecars }: AddedToPods,
  pullPolicy: string,
): PodAdditions {
  return {
    initContainers: [
      // An init container that restarts always is a sidecar, and also a Job's pod ends with it.
      ...sidecars.map((container) => ({
        ...containerOf(container, pullPolicy),
        restartPolicy: "Always",
      })),
      ...initContainers.map((container) => containerOf(container, pullPolicy)),
    ],
    volumes: volumes.map(volumeOf),
  };
}

function containerOf(
  { name, image, command, args, env, resources, volumeMounts, runAsUser, readOnlyRoot }: AddedContainer,
  imagePullPolicy: string,
): input.core.v1.Container {
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  const mounts = volumeMounts.map((mount) => ({
    name: volumeName(mount.name),
    mountPath: mount.mountPath,
    readOnly: mount.readOnly,
  }));
  return defined({
    name,
    image,
    imagePullPolicy,
    command: nonEmpty(command),
    args: nonEmpty(args),
    env: nonEmpty(variables),
    resources,
    securityContext: restricted(runAsUser, { readOnlyRoot }),
    volumeMounts: nonEmpty(mounts),
  });
}

function volumeOf({ name, source }: AddedVolume): input.core.v1.Volume {
  const named = { name: volumeName(name) };
  switch (source.kind) {
    case "config-map":
      return { ...named, configMap: { name: source.name } };
    case "secret":
      return { ...named, secret: { secretName: source.secretName } };
    case "claim":
      return { ...named, persistentVolumeClaim: { claimName: source.claimName } };
    case "empty-dir":
      return {
        ...named,
        emptyDir: defined({ sizeLimit: source.sizeLimit }),
      };
  }
}
