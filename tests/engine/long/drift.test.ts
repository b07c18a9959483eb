import { ensureTools, findCluster } from "../../../sandbox";
import { until } from "../../../sandbox/processes/until";
import { Checkout } from "../checkout";
import { kubectlFor, type Kubectl } from "../kubectl";

const checkout = new Checkout();
let kubectl: Kubectl;

async function drift(): Promise<{ code: number | null; lines: readonly string[] }> {
  const { code, out } = await checkout.run("drift");
  return { code, lines: out.split("\n").filter((line) => line !== "") };
}

/** Changes an object by hand, finds the drift, and brings the stack back. */
async function byHand(...args: readonly string[]): Promise<readonly string[]> {
  const { ok, output } = await kubectl(["-n", "openops-dev", ...args]);
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  const { code, lines } = await drift();
  expect(code).toBe(2);
  return lines.map((line) => line.replace(/ {2,}/g, " | "));
}

beforeAll(async () => {
  const report = (): void => undefined;
  const tools = await ensureTools({ root: checkout.folder, report });
  const autoscaling = { kind: "load", maxReplicas: 3 };
  checkout.configure("dev", { preset: "dev", services: { gateway: { autoscaling } } });
  const { code, errors } = await checkout.run("up");
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  const cluster = await findCluster({ root: checkout.folder });
  if (cluster === undefined) {
    throw new Error("The sandbox does not run after an update");
  }
  kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
});

afterAll(() => checkout.remove());

const head = "object | field | wanted | found";

describe("drift of a stack", () => {
  test("is none after an update: no line, exit code 0", async () => {
    expect(await drift()).toEqual({ code: 0, lines: [] });
  });

  test("is none while an autoscaler has changed the number of pods", async () => {
    const replicas = async (): Promise<string> =>
      (await kubectl(["-n", "openops-dev", "get", "deployment/nginx", "-o", "jsonpath={.spec.replicas}"]))
        .output;
    expect(await replicas()).toBe("1");
    // More than its maximum: the autoscaler brings it down to that by itself.
    await kubectl(["-n", "openops-dev", "scale", "deployment/nginx", "--replicas=9"]);
    const scaled = async () => ((await replicas()) === "3" ? true : undefined);
    expect(await until(60, scaled)).toBe(true);
    expect(await drift()).toEqual({ code: 0, lines: [] });
  });

  test("is found where an image, a number of pods, a variable and a policy were changed by hand", async () => {
    expect(await byHand("scale", "deployment/openops-app", "--replicas=3")).toEqual([
      head,
      "Deployment openops-app | spec.replicas | 1 | 3",
    ]);
    const scaled = "Deployment openops-app | spec.replicas | 1 | 3";
    const image =
      "Deployment nginx | spec.template.spec.containers[gateway].image | nginx:1.30.7 | nginx:1.29.0";
    expect([...(await byHand("set", "image", "deployment/nginx", "gateway=nginx:1.29.0"))].sort()).toEqual(
      [head, image, scaled].sort(),
    );
    const variable = await byHand("set", "env", "deployment/openops-engine", "DEBUG=1");
    expect(variable).toContainEqual(
      "Deployment openops-engine | spec.template.spec.containers[engine].env[DEBUG].value | nothing | set by kubectl-set",
    );
    expect(await byHand("delete", "networkpolicy", "openops-engine")).toContainEqual(
      "NetworkPolicy openops-engine | present | missing",
    );
  });
});

test("drift of a stack that is not deployed is refused with what to do", async () => {
  const { code, errors } = await checkout.run("drift", "--stack", "ci");
  expect(code).toBe(1);
  expect(errors).toContain(
    "Stack ci is not deployed in the sandbox: its state has no object. Bring it up first: npm run up -- --stack ci",
  );
});
