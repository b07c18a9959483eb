import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Installation } from "../engine/installation";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";

const stack = ["--stack", "dev"];
let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
});

afterAll(() => pulumi.stop());

describe("before anything is made, plain pulumi", () => {
  test("tells about the project, its language and its plugins", async () => {
    const { code, printed } = await pulumi.run("about");

    expect(code).toBe(0);
    expect(printed).toMatch(/This project is written in nodejs: executable='\S+' version='[\d.]+'/);
    expect(printed).toMatch(/@pulumi\/kubernetes +[\d.]+/);
  });

  test("makes a stack", async () => {
    expect((await pulumi.run("stack", "init", "dev")).code).toBe(0);
  });

  test("takes a password that is set as a secret", async () => {
    const password = "0123456789abcdefghijABCDEFGHIJ12";
    await pulumi.run("config", "set", "--secret", "openops:adminPassword", password, ...stack);
    const printed = await pulumi.succeed("preview", ...stack);

    expect(printed).toMatch(/\+ \d+ to create/);
    expect(printed).not.toContain(password);
    await pulumi.run("config", "rm", "openops:adminPassword", ...stack);
  });

  test("asks for the plugins of the clouds, unless it is told not to", async () => {
    const ask = ["preview", ...stack, "--logtostderr", "-v=7"];
    const asked = /plugin (aws|gcp|azure-native) \S+ not installed|installing plugin.*(aws|gcp|azure-native)/;

    expect((await pulumi.run(...ask)).printed).toMatch(asked);
    expect((await pulumi.run(...ask, "--skip-plugin-pre-install")).printed).not.toMatch(asked);
  });

  test("refuses a cluster that does not answer, without the advice to forget it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "openops-kubeconfig-"));
    const cluster = { name: "gone", cluster: { server: "https://127.0.0.1:1" } };
    const context = { name: "office", context: { cluster: "gone", user: "me" } };
    const content = {
      clusters: [cluster],
      contexts: [context],
      users: [{ name: "me", user: { token: "expired" } }],
    };
    const kubeconfig = join(folder, "config");
    writeFileSync(kubeconfig, JSON.stringify({ ...content, "current-context": "office" }));
    try {
      const { code, printed } = await pulumi.with({ KUBECONFIG: kubeconfig }).operate("preview", ...stack);

      expect(code).toBe(1);
      expect(printed).toContain(
        "The cluster of the current context does not answer; nothing was changed.\n" +
          "      The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n",
      );
      expect(printed).not.toMatch(/rerunning the operation|DELETE_UNREACHABLE=true/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("ends with one sentence where Node.js is too old", async () => {
    const wish = (oldest: string) => (text: string) =>
      text.replace(/"node": ">=[\d.]+"/, `"node": ">=${oldest}"`);
    pulumi.rewrite("package.json", wish("99.1"));
    try {
      const { code, printed } = await pulumi.operate("preview", ...stack);

      expect(code).toBe(1);
      expect(printed).toMatch(
        /OpenOps needs Node\.js 99\.1 or newer, and Pulumi found \d+\.\d+\.\d+ \(\S+\)\. Put a newer one/,
      );
      expect(printed).not.toContain("    at ");
    } finally {
      pulumi.rewrite("package.json", wish("22.18"));
    }
  });

  test("is refused by a CLI that is older than the project wants", async () => {
    pulumi.rewrite("Pulumi.yaml", (text) => text.replace(/">=[\d.]+"/, '">=99.0.0"'));
    try {
      const { code, printed } = await pulumi.operate("preview", ...stack);

      expect(code).not.toBe(0);
      expect(printed).toMatch(/Pulumi CLI version \S+ does not satisfy the version range ">=99\.0\.0"/);
    } finally {
      pulumi.rewrite("Pulumi.yaml", (text) => text.replace('">=99.0.0"', '">=3.248.0"'));
    }
  });
});

describe("an update that is killed", () => {
  test("leaves a lock that the next one names", async () => {
    await pulumi.killed(["up", "--yes", "--skip-preview", ...stack], async () =>
      (await new Installation(pulumi.kubectl, "openops-dev").names("deployments")).includes("openops-tables"),
    );
    const { code, printed } = await pulumi.operate("up", "--yes", "--skip-preview", ...stack);

    expect(code).not.toBe(0);
    expect(printed).toMatch(/the stack is currently locked by 1 lock/);
  });

  test("goes on after `pulumi cancel`, with the variable that takes over what it had made", async () => {
    expect((await pulumi.run("cancel", "--yes", ...stack)).code).toBe(0);
    printedInSuccess(
      await pulumi.obey("PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true pulumi up --yes --skip-preview --stack dev"),
    );
    await pulumi.succeed("preview", "--expect-no-changes", ...stack);
  });
});

describe("the policy pack, as docs/gitops.md says", () => {
  const pack = ["--policy-pack", "policies", "--policy-pack-config"];

  test("passes the stack with the rules of its preset", async () => {
    const printed = await pulumi.succeed("preview", ...stack, ...pack, "policies/presets/dev.json");

    expect(printed).toMatch(/Policies:\n +.*openops/);
    expect(printed).not.toMatch(/\[mandatory\]/);
  });

  test("stops an update that breaks a rule, with the object and the rule", async () => {
    const { code, printed } = await pulumi.operate(
      "preview",
      ...stack,
      ...pack,
      "policies/presets/prod.json",
    );

    expect(code).not.toBe(0);
    expect(printed).toMatch(/\[mandatory\].* protect-data +\(kubernetes:core\/v1:Namespace: namespace\)/);
  });
});

test("what somebody changed by hand shows as drift, and only that", async () => {
  await pulumi.kubectl(["scale", "deployment/nginx", "--replicas=3", "--namespace=openops-dev"]);
  const { code, printed } = await pulumi.operate(
    ...["refresh", "--preview-only", "--expect-no-changes", ...stack],
  );

  expect(code).not.toBe(0);
  expect(printed).toMatch(/~ +kubernetes:apps\/v1:Deployment nginx update \[diff: ~spec\]/);
  expect(counted(printed, "to update")).toBe(1);
});
