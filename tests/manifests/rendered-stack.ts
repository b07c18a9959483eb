import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { nothingRecorded } from "../../cli/render/recorded-stack";
import { renderObjects, type RenderedObject } from "../../cli/render/rendered-objects";
import { assembleStack, type StackFile } from "../../cli/stack-file";
import { describeFault } from "../../components/values/fault";
import { isRawMap, type RawMap } from "../../components/config/layers";
import type { StackConfig } from "../../components/stack/stack-config";

const root = resolve(__dirname, "../..");

function stackFile(config: RawMap): StackFile {
  return { stack: "test", name: "Pulumi.test.yaml", content: {}, config };
}

/** The objects of a configuration, as `npm run render` writes them. */
export async function renderConfig(config: RawMap): Promise<readonly RenderedObject[]> {
  const args = { file: stackFile(config), recorded: nothingRecorded, secrets: false };
  return (await renderObjects(root, args)).objects;
}

/** The configuration as the program reads it. */
export function readConfig(config: RawMap): StackConfig {
  const assembled = assembleStack(root, stackFile(config));
  if (assembled.config === undefined) {
    throw new Error(assembled.faults.map(describeFault).join("\n"));
  }
  return assembled.config;
}

/** The configuration of one of the stack files of `examples/`. */
export function configOfExample(stack: string): RawMap {
  return configIn("examples", `Pulumi.${stack}.yaml`);
}

/** The configuration of one of the project's own stacks. */
export function configOfStack(stack: string): RawMap {
  return configIn(`Pulumi.${stack}.yaml`);
}

function configIn(...path: readonly string[]): RawMap {
  const content: unknown = parse(readFileSync(join(root, ...path), "utf8"));
  if (!isRawMap(content) || !isRawMap(content.config)) {
    throw new Error(`${path.join("/")} holds no configuration`);
  }
  return content.config;
}

/** A way in through an Ingress, with a certificate of cert-manager. */
export const ingress: RawMap = {
  kind: "ingress",
  controller: { kind: "nginx" },
  tls: { kind: "cert-manager", issuer: "letsencrypt-prod" },
};
