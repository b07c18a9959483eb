import type { Image } from "./images";
import { hostsFile, systemRoot } from "./machine";
import type { PodSpec } from "./pod-spec";

interface Entering {
  /** Scratch folder of the container. */
  readonly folder: string;
  readonly image: Image;
  readonly spec: PodSpec;
  /** Where each volume's files are. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly command: readonly string[];
}

/** The shell script that turns a process with mounts and process ids of its own into the container. */
export function enterScript({ folder, image, spec, volumes, command }: Entering): string {
  const root = `${folder}/root`;
  const { securityContext, volumeMounts } = spec.container;
  const { runAsUser, runAsGroup, readOnlyRootFilesystem } = securityContext;
  const passwd = ["root:x:0:0::/root:/bin/sh", `${image.user}:x:${runAsUser}:${runAsGroup}::/:/bin/sh`];
  const group = ["root:x:0:", `${image.user}:x:${runAsGroup}:`];
  return [
    "set -eu",
    `mkdir ${words(root, `${folder}/upper`, `${folder}/work`)}`,
    `mount -t overlay overlay -o lowerdir=${systemRoot(image.system)},upperdir=${folder}/upper,workdir=${folder}/work ${words(root)}`,
    `printf '%s\\n' ${words(...passwd)} > ${words(`${root}/etc/passwd`)}`,
    `printf '%s\\n' ${words(...group)} > ${words(`${root}/etc/group`)}`,
    `mount -t proc proc ${words(`${root}/proc`)}`,
    `mount --rbind /dev ${words(`${root}/dev`)}`,
    ...bindFile(hostsFile(), `${root}/etc/hosts`),
    ...Object.entries(image.files ?? {}).flatMap(([path, source]) => bindFile(source, `${root}${path}`)),
    ...volumeMounts.flatMap(({ name, mountPath, readOnly }) =>
      bindFolder(volumes.get(name) ?? "", `${root}${mountPath}`, readOnly ? "ro" : "rw"),
    ),
    ...(readOnlyRootFilesystem ? [`mount -o remount,ro ${words(root)}`] : []),
    `exec /usr/sbin/chroot ${words(root, "/usr/bin/env", `--chdir=${image.workingFolder ?? "/"}`)} ` +
      words(...identityArguments(spec), "--", ...command),
    "",
  ].join("\n");
}

/** The program that takes on a container's user, groups and capabilities. */
export function identityArguments({ container, volumeGroup }: PodSpec): readonly string[] {
  const { runAsUser, runAsGroup, capabilities } = container.securityContext;
  const kept = capabilities.add.map((name) => `,+${name.toLowerCase()}`).join("");
  return [
    "/usr/bin/setpriv",
    ...["--reuid", String(runAsUser), "--regid", String(runAsGroup)],
    ...(volumeGroup === undefined ? ["--clear-groups"] : ["--groups", String(volumeGroup)]),
    ...["--no-new-privs", "--inh-caps=-all", `--bounding-set=-all${kept}`],
  ];
}

function bindFile(source: string, target: string): readonly string[] {
  return [
    `mkdir -p "$(dirname ${words(target)})"`,
    `[ -e ${words(target)} ] || touch ${words(target)}`,
    `mount --bind ${words(source, target)}`,
  ];
}

function bindFolder(source: string, target: string, access: "ro" | "rw"): readonly string[] {
  return [
    `mkdir -p ${words(target)}`,
    `mount --bind ${words(source, target)}`,
    ...(access === "ro" ? [`mount -o remount,bind,ro ${words(target)}`] : []),
  ];
}

/** Words as a shell reads them back. */
function words(...values: readonly string[]): string {
  return values.map((value) => `'${value.replaceAll("'", "'\\''")}'`).join(" ");
}
