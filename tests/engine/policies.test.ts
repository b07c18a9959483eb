import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { Checkout } from "./checkout";

const checkout = new Checkout();

afterAll(() => checkout.remove());

describe("the policy pack in a rehearsal", () => {
  test("lets a stack come up that keeps its rules, and says what it advises", async () => {
    const { code, errors } = await checkout.run("up", "--policies");
    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    expect(errors).toContain("warning: images-by-digest: Deployment nginx: The image nginx:");
  });

  test("stops a production stack that gives up the protection of its data, naming rule, object and line", async () => {
    checkout.write(
      "Pulumi.prod.yaml",
      "config:\n  openops:preset: prod\n  openops:publicUrl: https://openops.example.com\n" +
        "  openops:availability:\n    protectData: false\n",
    );
    const { code, errors } = await checkout.run("preview", "--stack", "prod", "--policies");
    expect(code).toBe(1);
    expect(errors).toContain(
      "protect-data: PersistentVolumeClaim data-postgres-0: It holds data, or the key to them, and is not protected " +
        "from deletion. Decided by openops:availability.protectData (Pulumi.prod.yaml:5).",
    );
  });

  test("stops a change of the program that makes the database public, naming rule, object and line", async () => {
    const source = checkout.path("providers", "aws", "rds-database.ts");
    const text = readFileSync(source, "utf8");
    cpSync("Pulumi.prod.yaml", checkout.path("Pulumi.prod.yaml"));
    writeFileSync(source, text.replace("publiclyAccessible: false", "publiclyAccessible: true"));
    const line = readFileSync("Pulumi.prod.yaml", "utf8").split("\n").indexOf("  openops:database:") + 1;
    const { code, errors } = await checkout.run("preview", "--stack", "prod", "--policies");
    writeFileSync(source, text);
    expect(code).toBe(1);
    expect(errors).toContain(
      "private-stores: Instance openops-prod-postgres: It can be reached from the internet: " +
        `publiclyAccessible is true. Decided by openops:database (Pulumi.prod.yaml:${line}).`,
    );
    expect((await checkout.run("preview", "--stack", "prod", "--policies")).code).toBe(0);
  });

  test("is not asked without the option", async () => {
    const { code, errors } = await checkout.run("preview", "--stack", "prod");
    expect(code).toBe(0);
    expect(errors).not.toContain("protect-data");
  });
});
