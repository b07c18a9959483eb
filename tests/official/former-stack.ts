import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { printedInSuccess, type PlainPulumi } from "./plain-pulumi";

const folder = join(__dirname, "former-states");

const mapSchema = z.record(z.string(), z.unknown());
const resourceSchema = z.looseObject({
  type: z.string(),
  custom: z.boolean().default(false),
  external: z.boolean().default(false),
  inputs: mapSchema.default({}),
  outputs: mapSchema.default({}),
});
const stateSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema) }) });
const secretSchema = z.object({ plaintext: z.string() });

/**
 * Puts a stack as the first release of this program left it: its state is the recorded one, by plain Pulumi 3.276 with
 * the official Kubernetes plugin 4.25.0, and its objects are made as the state says, by the managers that made them.
 */
export async function putFormerStack(pulumi: PlainPulumi, stack: string): Promise<void> {
  const inStack = ["--stack", stack];
  pulumi.rewrite(`Pulumi.${stack}.yaml`, () => readFileSync(join(folder, `${stack}.yaml`), "utf8"));
  printedInSuccess(await pulumi.run("stack", "init", stack));
  const uid = await pulumi.kubectl(["get", "namespace", "kube-system", "-o=jsonpath={.metadata.uid}"]);
  const recorded = gunzipSync(readFileSync(join(folder, `${stack}.json.gz`))).toString();
  const [, before = ""] = /"clusterUid":"([^"]+)"/.exec(recorded) ?? [];
  const file = join(pulumi.checkout, "former-state.json");
  writeFileSync(file, recorded.replaceAll(before, uid.output));
  printedInSuccess(await pulumi.run("stack", "import", "--file", file, ...inStack));
  const clear = printedInSuccess(await pulumi.run("stack", "export", "--show-secrets", ...inStack));
  for (const { type, external, inputs, outputs } of stateSchema.parse(JSON.parse(clear)).deployment
    .resources) {
    if (type.startsWith("kubernetes:") && !external) {
      await apply(pulumi, revealed(inputs), z.string().parse(outputs.__fieldManager));
    }
  }
}

async function apply(pulumi: PlainPulumi, object: unknown, manager: string): Promise<void> {
  const { ok, output } = await pulumi.kubectl(
    ["apply", "--server-side", `--field-manager=${manager}`, "--filename=-"],
    JSON.stringify(object),
  );
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
}

/** A value of a state with its secrets in clear, as it was before they were wrapped. */
function revealed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const secret = secretSchema.safeParse(value).data;
  return secret === undefined
    ? Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revealed(child)]))
    : JSON.parse(secret.plaintext);
}
