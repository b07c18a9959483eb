import type { input } from "@pulumi/kubernetes/types";

/** A volume and where the container sees it; one from a claim template is known by its name alone. */
export type Mount = MountPoint & ({ readonly volume: input.core.v1.Volume } | { readonly name: string });

interface MountPoint {
  readonly path: string;
  readonly readOnly?: boolean;
  /** The one file of the volume that `path` is; undefined where it is a folder with all of them. */
  readonly subPath?: string;
}

/** How a container sees a mount. */
export function volumeMount(mount: Mount): input.core.v1.VolumeMount {
  const name = "volume" in mount ? mount.volume.name : mount.name;
  return {
    name,
    mountPath: mount.path,
    ...(mount.readOnly === true ? { readOnly: true } : {}),
    ...(mount.subPath === undefined ? {} : { subPath: mount.subPath }),
  };
}

/** An empty folder that lives as long as the pod. */
export function emptyFolder(
  name: string,
  path: string,
  emptyDir: input.core.v1.EmptyDirVolumeSource = {},
): Mount {
  return { volume: { name, emptyDir }, path };
}
