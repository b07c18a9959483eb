import { Kubectl } from "../../../cli/cluster-access/kubectl";
import { tryAdminSignIn } from "../../../cli/rotate/admin-sign-in";
import { askGateway } from "../../../cli/smoke/gateway";
import { planOf } from "../../support/configuration";
import { cluster } from "./asked-as-person";
import { steps } from "./faults";
import { careless, publicUrl, StandIn, type Routes } from "./stand-in";

const plan = planOf({ preset: "dev", publicUrl });

/** A kubectl that shows the cluster's objects and forwards ports to a server, or says why it does not. */
function kubectlTo(base: string | { readonly refusal: string }, objects = cluster): Kubectl {
  const forwarded =
    typeof base === "string"
      ? `console.log("Forwarding from ${new URL(base).host} -> 80"); setInterval(() => undefined, 1000);`
      : `console.error(${JSON.stringify(base.refusal)}); process.exit(1);`;
  const program = `
    const [, verb, kind, name] = process.argv;
    const objects = ${JSON.stringify(objects)};
    if (verb === "port-forward") { ${forwarded} }
    else console.log(JSON.stringify(objects[kind + " " + name]) ?? "");`;
  return new Kubectl({ program: process.execPath, args: ["-e", program] });
}

async function withStandIn<Found>(broken: Routes, use: (kubectl: Kubectl) => Promise<Found>): Promise<Found> {
  const standIn = new StandIn(broken);
  try {
    return await use(kubectlTo(await standIn.open()));
  } finally {
    standIn.close();
  }
}

/** The rows of smoke at the gateway that are not good. */
async function badRows(kubectl: Kubectl): Promise<readonly string[]> {
  const results = await askGateway({ kubectl, plan, flows: false });
  expect(new Set(results.map(({ from }) => from))).toEqual(new Set(["a forwarded port"]));
  return results.filter(({ ok }) => !ok).map(({ what, detail }) => `${what}: ${detail}`);
}

const signedIn = steps.slice(0, 7);

describe("the gateway behind a forwarded port", () => {
  test("is asked by the host of its address, and signs in", async () => {
    expect(await withStandIn({}, badRows)).toEqual([]);
  });

  test("lets nobody sign in while it does not answer for its own health", async () => {
    const broken = { "GET /healthz": () => ({ status: 503 }) };

    expect(await withStandIn(broken, badRows)).toEqual([
      "nginx/healthz: answered 503: there is no pod of the service, or too many requests",
      ...signedIn.map((step) => `${step}: needs what failed above: nginx/healthz`),
    ]);
  });

  test("is told once where no port can be forwarded", async () => {
    const refusal = 'pods "nginx-1" is forbidden: cannot create resource "pods/portforward"';

    expect(await badRows(kubectlTo({ refusal }))).toEqual([
      `nginx: The gateway cannot be reached: ${refusal}`,
      ...signedIn.map((step) => `${step}: needs what failed above: nginx`),
    ]);
  });
});

describe("a sign-in that is tried with the password that the app's pods are given", () => {
  const tried = (kubectl: Kubectl) => tryAdminSignIn({ kubectl, plan });

  test("is taken", async () => {
    expect(await withStandIn({}, tried)).toEqual({ kind: "taken" });
  });

  test("is refused with the app's reason, without the password that it repeats", async () => {
    const broken = { "POST /api/v1/authentication/sign-in": careless(500, "Request failed") };
    const outcome = await withStandIn(broken, tried);

    expect(outcome).toEqual({
      kind: "refused",
      reason: expect.stringMatching(/^answered 500: Request failed \|/),
    });
    expect(JSON.stringify(outcome)).not.toMatch(/p&ss|p%26ss|of the admin/);
  });

  test.each([429, 502, 503, 504])(
    "is not tried where the gateway answers %d in the app's place",
    async (status) => {
      const broken = { "POST /api/v1/authentication/sign-in": () => ({ status }) };

      expect(await withStandIn(broken, tried)).toMatchObject({ kind: "untried" });
    },
  );

  test.each([
    ["the gateway is not reached", kubectlTo({ refusal: "no" }), "The gateway cannot be reached: no"],
    [
      "there is no app",
      kubectlTo("http://127.0.0.1:1", {}),
      "no Secret of Deployment openops-app in the namespace openops-test has the admin's password " +
        "(OPS_OPENOPS_ADMIN_PASSWORD)",
    ],
  ])("is not tried where %s", async (_what, kubectl, reason) => {
    expect(await tried(kubectl)).toEqual({ kind: "untried", reason });
  });
});
