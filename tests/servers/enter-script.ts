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

/** The file that says that a container was set up and its command started. */
export function enteredMark(folder: string): string {
  return `${folder}/entered`;
}

/** The shell script that turns a process with mounts and process ids of its own into the container. */
export function enterScript({ folder, image, spec, volumes, command }: Entering): string {
  const root = `${folder}/root`;
  const { securityContext, volumeMounts } = spec.container;
  const { runAsUser, runAsGroup, readOnlyRootFilesystem } = securityContext;
  const passwd = ["root:x:0:0::/root:/bin/sh", `${image.user}:x:${runAsUser}:${runAsGroup}::/:/bin/sh`];
  const group = ["root:x:0:", `${image.user}:x:${runAsGroup}:`];
  const layers = `lowerdir=${systemRoot(image.system)},upperdir=${folder}/upper,workdir=${folder}/work`;
  return [
    "set -eu",
    `root=${words(root)}`,
    // Where a path of the container is on this machine; links are followed inside the container.
    'place() { printf "%s%s" "$root" "$(/usr/sbin/chroot "$root" /usr/bin/readlink -m "$1")"; }',
    `mkdir "$root" ${words(`${folder}/upper`, `${folder}/work`)}`,
    `mount -t overlay overlay -o ${words(layers)} "$root"`,
    `printf '%s\\n' ${words(...passwd)} > "$root/etc/passwd"`,
    `printf '%s\\n' ${words(...group)} > "$root/etc/group"`,
    'mount -t proc proc "$root/proc"',
    'mount --rbind /dev "$root/dev"',
    ...bindFile(hostsFile(), "/etc/hosts"),
    ...Object.entries(image.files ?? {}).flatMap(([path, source]) => bindFile(source, path)),
    ...Object.entries(image.folders ?? {}).flatMap(([path, source]) => bindFolder(source, path, "ro")),
    ...volumeMounts.flatMap(({ name, mountPath, readOnly }) =>
      bindFolder(volumes.get(name) ?? "", mountPath, readOnly ? "ro" : "rw"),
    ),
    ...(readOnlyRootFilesystem ? ['mount -o remount,ro "$root"'] : []),
    `touch ${words(enteredMark(folder))}`,
    `exec /usr/sbin/chroot "$root" ${words("/usr/bin/env", `--chdir=${image.workingFolder ?? "/"}`)} ` +
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

function bindFile(source: string, path: string): readonly string[] {
  return [
    `target=$(place ${words(path)})`,
    'mkdir -p "$(dirname "$target")"',
    '[ -e "$target" ] || touch "$target"',
    `mount --bind ${words(source)} "$target"`,
  ];
}

function bindFolder(source: string, path: string, access: "ro" | "rw"): readonly string[] {
  return [
    `target=$(place ${words(path)})`,
    'mkdir -p "$target"',
    `mount --bind ${words(source)} "$target"`,
    ...(access === "ro" ? ['mount -o remount,bind,ro "$target"'] : []),
  ];
}

/** Words as a shell reads them back. */
function words(...values: readonly string[]): string {
  return values.map((value) => `'${value.replaceAll("'", "'\\''")}'`).join(" ");
}
