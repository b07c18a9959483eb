import { withConfigLines } from "../../cli/config/config-lines";

const text = `config:
  openops:preset: prod
  openops:availability:
    protectData: false
`;
const file = { name: "Pulumi.prod.yaml", text };

test("a path is told with the line that sets it", () => {
  expect(withConfigLines("Decided by openops:availability.protectData.", file)).toBe(
    "Decided by openops:availability.protectData (Pulumi.prod.yaml:4).",
  );
});

test("a path that only its parent is set of is told with the parent's line", () => {
  expect(withConfigLines("openops:availability.other", file)).toBe(
    "openops:availability.other (Pulumi.prod.yaml:3)",
  );
});

test("a path that a file does not set is told so", () => {
  expect(withConfigLines("openops:database", file)).toBe("openops:database (not set in Pulumi.prod.yaml)");
});
