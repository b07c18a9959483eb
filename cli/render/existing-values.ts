import type { RawMap } from "../../components/config/layers";
import { assembleStack, type StackFile } from "../stack-file";
import { placeholder } from "./placeholders";

/** What stands for the content of a Secret that others keep, by its id. */
export function contentsKeptByOthers(root: string, file: StackFile): (id: string) => RawMap {
  const { config } = assembleStack(root, file);
  return (id) => {
    const keys = config?.secrets.existing[id.split("/").at(-1) ?? ""] ?? {};
    return Object.fromEntries(
      Object.entries(keys).map(([name, key]) => [key, Buffer.from(keptValue(name)).toString("base64")]),
    );
  };
}

/** A value of the shape that is asked of a secret. */
function keptValue(name: string): string {
  return name === "encryptionKey" ? "0".repeat(32) : placeholder(name).replaceAll(".", "-");
}
