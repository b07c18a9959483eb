import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

test("the page about programs of one's own has an example as it is run", () => {
  const page = readFileSync(join(root, "docs", "own-program.md"), "utf8");
  const example = readFileSync(join(root, "examples", "two-installations", "index.ts"), "utf8");

  expect(page).toContain(`\`\`\`ts\n${example}\`\`\`\n`);
});

describe("the example with a cluster of its own", () => {
  const place = join(folder, "own-cluster");
  const read = (...path: readonly string[]): unknown => parse(readFileSync(join(...path), "utf8"));
  const mapAt = (value: unknown, key: string) => {
    const found = isRawMap(value) ? value[key] : undefined;
    return isRawMap(found) ? found : {};
  };

  test("names the packages to install that it needs beside the project's own", () => {
    const files = readdirSync(place).filter((name) => name.endsWith(".ts"));
    const programs = files.map((name) => readFileSync(join(place, name), "utf8"));
    const imported = programs.flatMap((program) =>
      [...program.matchAll(/from "((?!node:|\.)[^"]+)"/g)].map(([, name = ""]) => name),
    );
    const [, named = ""] = /`npm install ([^`]+)`/.exec(programs.join("\n")) ?? [];

    // These two are what every project has.
    expect([...new Set(imported)].sort()).toEqual(
      [...named.split(" "), "@pulumi/pulumi", "openops-pulumi"].sort(),
    );
  });

  test("declares every key that it reads, and its stack sets those without a default", () => {
    const program = readFileSync(join(place, "index.ts"), "utf8");
    const keys = [...program.matchAll(/\bconfig\.(?:get|require)\w*(?:<[^>]+>)?\("(\w+)"\)/g)].map(
      ([, key]) => key,
    );
    const declared = mapAt(read(place, "Pulumi.yaml"), "config");
    const needed = Object.keys(declared).filter((key) => !("default" in mapAt(declared, key)));
    const set = Object.keys(mapAt(read(place, "Pulumi.prod.yaml"), "config"));

    expect(keys.sort()).toEqual(["administratorRanges", "clusterName", "protect", "publicUrl"]);
    expect(Object.keys(declared).sort()).toEqual(keys);
    expect(set).toEqual(["aws:region", ...needed.map((key) => `own-cluster:${key}`)]);
  });
});
