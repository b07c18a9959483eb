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

  test("asks for the releases that it is tested with", () => {
    const own = read(place, "package.json");
    const packages = read(root, "package.json");
    const tested = { ...mapAt(packages, "dependencies"), ...mapAt(packages, "devDependencies") };
    const { "openops-pulumi": version, ...others } = mapAt(own, "dependencies");
    const wanted = { ...others, ...mapAt(own, "devDependencies") };

    expect(Object.keys(wanted).length).toBeGreaterThan(5);
    expect(wanted).toEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, tested[name]])));
    expect(version).toBe(isRawMap(packages) ? packages.version : undefined);
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
