import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Installation } from "../engine/installation";
import { counted, PlainPulumi, printedInSuccess } from "./plain-pulumi";

const example = resolve(__dirname, "../../examples/own-cluster");
const clusterName = "openops";
const stack = ["--stack", "own"];
const up = ["up", "--yes", "--skip-preview", ...stack];
let pulumi: PlainPulumi;

/** Puts the example in the place of the checkout's program: its package is then the checkout itself. */
function installExample(): void {
  readdirSync(example)
    .filter((file) => file.endsWith(".ts"))
    .forEach((file) => cpSync(join(example, file), join(pulumi.checkout, file)));
  pulumi.rewrite("index.ts", (text) => text.replace('"openops-pulumi"', '"./components"'));
}

async function set(...args: readonly string[]): Promise<void> {
  printedInSuccess(await pulumi.run("config", "set", ...args, ...stack));
}

/** How many resources of the simulated account are there. */
function inTheCloud(): number {
  const account = join(pulumi.place("accounts"), "aws");
  const files = existsSync(account) ? readdirSync(account) : [];
  return files
    .filter((file) => file.endsWith(".json"))
    .filter((file) => readFileSync(join(account, file), "utf8").includes('"madeFor": "') )
    .length;
}

beforeAll(async () => {
  pulumi = await PlainPulumi.start({ eksCluster: clusterName });
  installExample();
  printedInSuccess(await pulumi.run("stack", "init", "own"));
  await set("aws:region", "eu-west-1");
  await set("clusterName", clusterName);
  await set("publicUrl", "https://openops.example.com");
  await set("--path", "administratorRanges[0]", "203.0.113.0/24");
  await set("protect", "false");
});

afterAll(() => pulumi.stop());

test("x", async () => {
  const a = await pulumi.operate("preview", ...stack);
  console.log(a.printed.slice(-12000));
  const b = await pulumi.operate(...up);
  console.log(b.printed.slice(-12000));
  const c = await pulumi.operate("preview", "--expect-no-changes", "--diff", ...stack);
  console.log(c.printed.slice(-6000));
  const d = await pulumi.operate(...up, "--refresh", "--expect-no-changes");
  console.log(d.printed.slice(-6000));
  const e = await pulumi.operate("destroy", "--yes", "--skip-preview", ...stack);
  console.log(e.printed.slice(-6000), inTheCloud());
});
