import { cpSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout } from "../checkout";
import { kubectlFor } from "../kubectl";

const folder = resolve(__dirname, "../../../examples");
/** Every stack file that is shown as an example, by the name of its stack. */
const examples = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
/** One checkout for all of them: they share its sandbox and its simulated clouds, as stacks of a project do. */
const checkout = new Checkout();

beforeAll(() => {
  cpSync(folder, checkout.path("examples"), { recursive: true });
  examples.forEach((stack) => {
    cpSync(join(folder, `Pulumi.${stack}.yaml`), checkout.path(`Pulumi.${stack}.yaml`));
  });
});

afterAll(() => checkout.remove());

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(4);
});

describe.each(examples)("the example %s", (stack) => {
  test("comes up", async () => {
    const { code, out, errors } = await checkout.run("up", "--stack", stack);

    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    expect(out).toMatch(new RegExp(`Stack ${stack} is up: \\d+ created`));
  });

  test("stays as it is at a second update", async () => {
    const { out } = await checkout.run("up", "--stack", stack);

    expect(out).toContain(`Stack ${stack} is up: no changes`);
  });
});

describe("what runs flows has an identity of its cloud where the example says so", () => {
  test.each([
    ["aws-staging", "arn:aws:iam::000000000042:role/openops-aws-staging-engine"],
    ["google-cloud", "openops-google-cloud-engine@acme-prod.iam.gserviceaccount.com"],
    ["azure", "client-id"],
  ])("%s", async (stack, told) => {
    const { kubectl } = await ensureTools({ root: checkout.folder, report: () => undefined });
    const cluster = await findCluster({ root: checkout.folder });
    const account = await kubectlFor(
      kubectl,
      cluster?.adminKubeconfig ?? "",
    )([
      ...["get", "serviceaccount", "openops-engine", "-n", `openops-${stack}`],
      ...["-o", "jsonpath={.metadata.annotations}"],
    ]);

    expect(account).toEqual({ ok: true, output: expect.stringContaining(told) });
  });
});
