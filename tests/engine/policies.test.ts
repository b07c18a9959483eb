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

  test("is not asked without the option", async () => {
    const { code, errors } = await checkout.run("preview", "--stack", "prod");
    expect(code).toBe(0);
    expect(errors).not.toContain("protect-data");
  });
});
