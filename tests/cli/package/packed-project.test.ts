import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packProject } from "../../../cli/package/packed-project";

const root = join(__dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "openops-packed-"));

afterAll(() => rmSync(folder, { recursive: true }));

test("a folder named template that somebody else made is not replaced", () => {
  mkdirSync(join(folder, "template"));
  writeFileSync(join(folder, "template", "letter.odt"), "Dear all");

  expect(() => packProject({ root, output: folder })).toThrow(
    `${join(folder, "template")} is there already and would be replaced, although it has no packed file of ` +
      "openops-pulumi. Name another folder: npm run package -- --output FOLDER",
  );
  expect(readdirSync(join(folder, "template"))).toEqual(["letter.odt"]);
});

test("the template of the checkout is not replaced", () => {
  expect(() => packProject({ root, output: root })).toThrow("Name another folder");
  expect(readdirSync(join(root, "template"))).toContain("index.ts");
});
