import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isRawMap } from "../components/config/layers";

const root = join(__dirname, "..");
const files = [".", "template"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => /^Pulumi\.[a-z]+\.yaml$/.test(name))
    .map((name) => join(folder, name)),
);

test("the stack files that come with the program are these", () => {
  expect(files.sort()).toEqual([
    "Pulumi.ci.yaml",
    "Pulumi.dev.yaml",
    "Pulumi.pr.yaml",
    "Pulumi.prod.yaml",
    "Pulumi.staging.yaml",
    "template/Pulumi.dev.yaml",
    "template/Pulumi.prod.yaml",
    "template/Pulumi.staging.yaml",
  ]);
});

test.each(files)("%s says whether telemetry is sent, and where that is explained", (file) => {
  const text = readFileSync(join(root, file), "utf8");
  const content: unknown = parse(text);
  const config = isRawMap(content) && isRawMap(content.config) ? content.config : {};
  const isForTests = /\.(ci|pr)\./.test(file);

  expect(config["openops:integrations"]).toEqual({ telemetry: isForTests ? "DISABLED" : "COLLECTOR" });
  expect(text).toMatch(/^ {2}# .*\(docs\/surroundings\.md.*\)\.\n {2}openops:integrations:$/m);
});
