import { privilegeExceptions } from "../../components/stack/declared-services";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, type CheckedResource, type Value, type ValueMap } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { nonRoot } from "../../policies/rules/workloads";
import { runProgram } from "../support/program";

function plain(value: unknown): Value {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
}

function plainMap(value: unknown): ValueMap {
  const map = plain(value);
  return isMap(map) ? map : {};
}

type Values = Readonly<Record<string, string>>;

async function resourcesOf(preset: string, values: Values): Promise<readonly CheckedResource[]> {
  const url = { "openops:publicUrl": "https://openops.example.com" };
  const { resources } = await runProgram(preset, { "openops:preset": preset, ...url, ...values });
  return resources.map(({ type, name, inputs, options }) => ({
    type,
    name,
    props: plainMap(inputs),
    protect: options.protect === true,
  }));
}

/** Rules that stop an update of a stack with a preset, with what they find. */
async function stopped(preset: string, values: Values = {}): Promise<readonly string[]> {
  const resources = await resourcesOf(preset, values);
  const path = join(__dirname, "..", "..", "policies", "presets", `${preset}.json`);
  const levels = plainMap(JSON.parse(readFileSync(path, "utf8")));
  return rules
    .filter(({ name, level }) => (levels[name] ?? level) === "mandatory")
    .flatMap((rule) =>
      (rule.kind === "stack"
        ? rule.check(resources)
        : resources.flatMap((resource) => rule.check(resource, rule.settings ?? {}))
      ).map(({ message }) => `${rule.name}: ${message}`),
    );
}

test.each(["dev", "ci", "staging", "prod"])("a stack with the preset %s keeps the rules", async (preset) => {
  expect(await stopped(preset)).toEqual([]);
});

const secret = { kind: "existing-secret" };

test.each([
  { kind: "load-balancer", tls: secret },
  { kind: "ingress", controller: { kind: "traefik" }, tls: { ...secret, minimumVersion: "1.3" } },
])("a prod stack with TLS on its way in keeps the rules: %j", async (exposure) => {
  expect(await stopped("prod", { "openops:exposure": JSON.stringify(exposure) })).toEqual([]);
});

test("a way in that leaves TLS to something in front has to be named to the pack", async () => {
  const exposure = JSON.stringify({ kind: "load-balancer", tlsInFront: true });

  expect(await stopped("prod", { "openops:exposure": exposure })).toEqual([
    "encrypted-entrance: The Service serves http to the internet, and no https.",
  ]);
});

test("presets name rules that there are", () => {
  const known = rules.map(({ name }) => name);
  for (const preset of ["dev", "ci", "staging", "prod"]) {
    const path = join(__dirname, "..", "..", "policies", "presets", `${preset}.json`);
    const named = Object.keys(plainMap(JSON.parse(readFileSync(path, "utf8"))));
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  }
});

test("the containers that may run as root are the program's own exceptions", () => {
  expect(nonRoot.settings).toEqual({ except: Object.keys(privilegeExceptions) });
});

test("the pack alone asks for the releases that the program is tested with", () => {
  const versions = (path: string): ValueMap => {
    const { dependencies, devDependencies } = plainMap(JSON.parse(readFileSync(path, "utf8")));
    return { ...plainMap(devDependencies), ...plainMap(dependencies) };
  };
  const own = versions(join(__dirname, "..", "..", "policies", "package.json"));
  const all = versions(join(__dirname, "..", "..", "package.json"));
  expect(own).toEqual(Object.fromEntries(Object.keys(own).map((name) => [name, all[name]])));
});
