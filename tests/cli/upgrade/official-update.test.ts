import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { checkedStack } from "../../../cli/checked-stack";
import type { PolicyPack } from "../../../cli/official/policy-pack";
import { updateOfficial } from "../../../cli/upgrade/official-update";
import { completeReleaseKind, releaseOf } from "../../../components/checks/recorded/release";
import { configOf } from "../../support/configuration";

let folder: string;
const path = process.env.PATH;

/** Stands for the official Pulumi: notes what it is asked, and the stack file that it is given. */
const pulumi = `#!/usr/bin/env node
const { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const at = (name) => require("node:path").join(${JSON.stringify("FOLDER")}, name);
if (args[0] === "version") { console.log("v3.276.0"); process.exit(); }
appendFileSync(at("asked"), args.map((arg) => arg.replace(/^\\/.*\\//, "")).join(" ") + "\\n");
if (args[0] === "stack") { console.log(readFileSync(at("state.json"), "utf8")); }
if (args[0] === "up") {
  const own = args.indexOf("--config-file");
  if (own > 0) { copyFileSync(args[own + 1], at("given.yaml")); process.exit(0); }
  if (existsSync(at("fails"))) { copyFileSync(at("fails"), args[args.indexOf("--event-log") + 1]); }
  process.exit(existsSync(at("fails")) ? 255 : 0);
}
`;

/** Stands for a cluster in which the new engine never becomes ready, and that has no backups. */
const kubectl = `#!/usr/bin/env node
const { appendFileSync } = require("node:fs");
const args = process.argv.slice(3);
appendFileSync(${JSON.stringify("FOLDER/asked")}, "kubectl " + args.slice(0, 3).join(" ") + "\\n");
if (args[0] === "get" && args[1] === "deployment" && args[2] === "openops-engine") {
  const containers = [{ image: "public.ecr.aws/openops/openops-engine:0.6.25-1" }];
  const spec = { replicas: 1, template: { spec: { containers } } };
  console.log(JSON.stringify({ metadata: { generation: 2 }, spec, status: { observedGeneration: 2, updatedReplicas: 1, replicas: 2, readyReplicas: 1 } }));
}
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "official-"));
  mkdirSync(join(folder, "bin"));
  Object.entries({ pulumi, kubectl }).forEach(([name, program]) => {
    writeFileSync(join(folder, "bin", name), program.replace("FOLDER", folder));
    chmodSync(join(folder, "bin", name), 0o755);
  });
  process.env.PATH = `${join(folder, "bin")}${delimiter}${path}`;
  cpSync(join(__dirname, "../../../Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const resources = [
    { urn: "urn:1", type: `openops:${completeReleaseKind}`, outputs: { release: releaseOf(configOf()) } },
  ];
  writeFileSync(join(folder, "state.json"), JSON.stringify({ deployment: { resources } }));
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

const stackFile = {
  encryptionsalt: "v1:salt",
  config: {
    "openops:preset": "dev",
    "openops:cluster": { kind: "kubeconfig", context: "mine" },
    "openops:adminPassword": { secure: "v1:encrypted" },
  },
};
const newEngine = { engine: { tag: "0.6.25-1" } };

function updated(images: object, chosen = { yes: true }, policies?: PolicyPack): Promise<number> {
  const config = { ...stackFile.config, "openops:images": images };
  writeFileSync(join(folder, "Pulumi.prod.yaml"), stringify({ ...stackFile, config }));
  const checked = checkedStack(folder, "prod");
  const { file } = checked;
  return updateOfficial({
    root: folder,
    file,
    context: "mine",
    chosen,
    checked,
    policies,
    withoutBackup: false,
  });
}

function asked(): readonly string[] {
  return readFileSync(join(folder, "asked"), "utf8").trim().split("\n");
}

/** What every operation is told: to fetch only the plugins that are used, and where to keep its events. */
const always = "--skip-plugin-pre-install --event-log events.jsonl";

describe("an update by the user's own Pulumi", () => {
  test("that changes no release is Pulumi's own, which asks after its preview", async () => {
    expect(await updated({ nginx: { tag: "1.27.5" } }, { yes: false })).toBe(0);
    expect(asked()).toEqual([
      "stack export --stack prod --non-interactive --color never",
      `up --stack prod ${always}`,
    ]);
  });

  test("that is agreed to is not planned twice", async () => {
    expect(await updated({ nginx: { tag: "1.27.5" } })).toBe(0);
    expect(asked().at(-1)).toBe(`up --stack prod --yes --skip-preview ${always}`);
  });

  test("that is agreed to is planned first where it has to keep rules", async () => {
    const policies = { folder: "/pack", configFile: "/rules.json", launcherFolder: "/bin" };
    const rules = "--policy-pack /pack --policy-pack-config /rules.json";

    await updated({ nginx: { tag: "1.27.5" } }, { yes: true }, policies);
    await updated(newEngine, { yes: true }, policies);
    expect(asked().filter((line) => line.startsWith("up"))).toEqual([
      `up --stack prod --yes ${rules} ${always}`,
      `up --stack prod --yes ${rules} ${always}`,
    ]);
  });

  test("that fails ends with what to do", async () => {
    const message = '<{%fg 1%}>Apply failed with 1 conflict: conflict with "kubectl-scale"<{%reset%}>';
    const events = [
      { summaryEvent: {} },
      { diagnosticEvent: { severity: "warning", message: "already exists" } },
      { diagnosticEvent: { severity: "error", message } },
    ];
    writeFileSync(join(folder, "fails"), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const told = jest.spyOn(process.stderr, "write").mockReturnValue(true);
    try {
      expect(await updated({ nginx: { tag: "1.27.5" } })).toBe(255);
      expect(told.mock.calls.map(([text]) => String(text)).join("")).toBe(
        "Somebody else has set these fields. To take them back, run the update once with --take-over; " +
          "to leave them alone, take them out of the configuration.\n",
      );
    } finally {
      told.mockRestore();
    }
  });

  test("to another release notes what was there, updates once, and forgets the note", async () => {
    expect(await updated(newEngine)).toBe(0);
    expect(asked().slice(1)).toEqual([
      "kubectl get deployment openops-app",
      'kubectl annotate deployment/openops-app openops.com/upgrade={"from":"0.6.25"}',
      `up --stack prod --yes --skip-preview ${always}`,
      "kubectl annotate deployment/openops-app openops.com/upgrade-",
    ]);
  });

  test("shows a preview before it asks, and changes nothing where nobody answers", async () => {
    await expect(updated(newEngine, { yes: false })).rejects.toThrow(
      "Nothing was changed: there is nobody to ask. Run this again with --yes.",
    );
    expect(asked().slice(1)).toEqual([`preview --stack prod ${always}`]);
  });

  test("goes back by a stack file of its own, and leaves the owner's as it is", async () => {
    writeFileSync(join(folder, "fails"), "");
    await expect(updated(newEngine)).rejects.toThrow(
      "The update of stack prod did not finish (see above).\n\n" +
        "openops-engine did not become ready with OpenOps 0.6.25.\n" +
        "No migration had run, so the stack has the images of OpenOps 0.6.25 again.",
    );
    const written: unknown = parse(readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8"));
    const given: unknown = parse(readFileSync(join(folder, "given.yaml"), "utf8"));

    expect(asked()).toContain(
      `up --stack prod --yes --skip-preview --config-file Pulumi.prod.yaml ${always}`,
    );
    expect(written).toMatchObject({ config: { "openops:images": newEngine } });
    expect(given).toMatchObject({
      encryptionsalt: "v1:salt",
      config: {
        "openops:adminPassword": { secure: "v1:encrypted" },
        "openops:images": { engine: { tag: "0.6.25", digest: null } },
      },
    });
  });
});
