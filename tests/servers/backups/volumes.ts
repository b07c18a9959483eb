import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PodSpec, VolumeContent } from "../pod-spec";

interface Places {
  readonly folder: string;
  readonly claims: Readonly<Record<string, string>>;
}

/** Fills the folders of a pod's volumes with the owners and modes a kubelet gives them. */
export function prepareVolumes(
  { container, volumes, volumeGroup = 0 }: PodSpec,
  { folder, claims }: Places,
): ReadonlyMap<string, string> {
  const declared = volumes.map((volume) => {
    const path = join(folder, `volume-${volume.name}`);
    fill(path, volume, volumeGroup);
    return [volume.name, path] as const;
  });
  const claimed = Object.entries(claims).map(([name, path]) => {
    chownSync(path, 0, volumeGroup);
    chmodSync(path, 0o2775);
    return [name, path] as const;
  });
  const places = new Map([...declared, ...claimed]);
  const missing = container.volumeMounts.filter(({ name }) => !places.has(name));
  if (missing.length > 0) {
    throw new Error(`There is no volume for ${missing.map(({ name }) => name).join(", ")}`);
  }
  return places;
}

function fill(path: string, { files, mode }: VolumeContent, group: number): void {
  mkdirSync(path);
  if (files === undefined) {
    chownSync(path, 0, group);
    chmodSync(path, 0o2777);
    return;
  }
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    writeFileSync(file, content);
    chownSync(file, 0, group);
    chmodSync(file, mode);
  }
}
