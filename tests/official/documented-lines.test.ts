import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { stories, type RunLine } from "../support/docs/documented-lines";
import { PlainPulumi, printedInSuccess } from "./plain-pulumi";

const named = z.looseObject({ name: z.string() });
const kubeconfigSchema = z.looseObject({ contexts: z.tuple([named]), "current-context": z.string() });

let started: PlainPulumi;
let pulumi: PlainPulumi;
let folder: string;

beforeAll(async () => {
  started = await PlainPulumi.start({ eksCluster: "production" });
  folder = mkdtempSync(join(tmpdir(), "openops-kubeconfig-"));
  pulumi = started.with({ KUBECONFIG: await kubeconfigNamed("my-cluster") });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await started?.stop();
});

/** Writes a kubeconfig for the cluster with the context that the documentation names. */
async function kubeconfigNamed(name: string): Promise<string> {
  const { output } = await started.kubectl(["config", "view", "--raw", "--flatten", "--output=json"]);
  const { contexts, ...others } = kubeconfigSchema.parse(JSON.parse(output));
  const [context] = contexts;
  const path = join(folder, "config");
  const content = { ...others, contexts: [{ ...context, name }], "current-context": name };
  writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
  return path;
}

/** Commands that ask before they change anything, or only where they change something. */
const asks = /^(?:\w+=\S+ )*pulumi (?:up|destroy|refresh|cancel)\b(?!.*--preview-only)/;

/** The line with the answers of somebody who sits at a terminal: yes, and a value that is asked for. */
function answered({ line, typed }: RunLine): string {
  const agreed = asks.test(line) ? `${line} --yes` : line;
  return typed === undefined ? agreed : `printf '%s\\n' '${typed}' | ${agreed}`;
}

describe.each(stories)("the lines of the documentation $story", ({ stack, lines }) => {
  beforeAll(async () => {
    if (stack !== undefined) {
      await pulumi.run("stack", "init", stack);
    }
  });

  test.each(lines)("$page: $line", async (documented) => {
    const printed = printedInSuccess(await pulumi.obey(answered(documented)));

    expect(printed).toMatch(documented.shows ?? /^/);
  });
});
