import { configNamespace } from "../../components/values/fault";
import { isRawMap, type RawMap } from "../../components/config/layers";
import type { Release } from "../../components/checks/recorded/release";
import type { StackFile } from "../stack-file";

/** A stack's file with another release; image tags in overlays and in the file no longer count. */
export function withRelease(file: StackFile, { version, execution, images }: Release): StackFile {
  const key = (name: string): string => `${configNamespace}:${name}`;
  const own = (name: string): RawMap => {
    const given = file.config[key(name)];
    return isRawMap(given) ? given : {};
  };
  const given = Object.entries(images).map(([name, { repository, tag, digest }]): [string, RawMap] => [
    name,
    // null takes away what another layer says.
    { repository, tag: tag ?? null, digest: digest ?? null },
  ]);
  const config: RawMap = {
    ...file.config,
    [key("version")]: version,
    [key("execution")]: execution,
    [key("images")]: { ...own("images"), ...Object.fromEntries(given) },
    // The newer one was tried already.
    [key("rollout")]: { ...own("rollout"), downgradeTo: version },
  };
  return { ...file, config, content: { ...file.content, config } };
}
