import { noTraces, Trial } from "./trial";
import type { Snapshot } from "./snapshot";

const trial = new Trial();
const { namespace } = trial;
const engine = "deployment/openops-engine";
let before: Snapshot;

/** Expects the stack to be complete again, with the volumes and the secrets that it had. */
async function expectNothingLost(): Promise<void> {
  const { claims, secrets, generated } = await trial.expectWhole();
  expect({ claims, secrets, generated }).toEqual({
    claims: before.claims,
    secrets: before.secrets,
    generated: before.generated,
  });
}

beforeAll(async () => {
  trial.configure();
  await trial.start();
  await trial.succeed("up");
  before = await trial.snapshot();
});

afterAll(() => trial.remove());

describe("an update of a field that another field manager owns", () => {
  const owned = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "openops-engine", namespace },
  };
  const asAutopilot = ["--server-side", "--force-conflicts", "--field-manager=autopilot"];

  test("is refused with the field, who owns it and both ways on", async () => {
    await trial.apply({ ...owned, spec: { replicas: 3 } }, ...asAutopilot);
    trial.configure({ services: { engine: { replicas: 2 } } });
    const errors = await trial.failure();

    expect(errors).toContain('Apply failed with 1 conflict: conflict with "autopilot": .spec.replicas\n');
    expect(errors).toContain("To take them back, run the update once with --take-over;");
  });

  test("takes the field when it is told to, and everything else is as it was", async () => {
    await trial.succeed("up", "--take-over");

    expect(await trial.kubectl("get", engine, "-n", namespace, "-o", "jsonpath={.spec.replicas}")).toBe("2");
    await expectNothingLost();
  });
});

describe("an object that is deleted by hand between preview and update", () => {
  test("is named, with what makes it again", async () => {
    trial.configure({ images: { engine: { tag: "0.6.25-1" } } });
    await trial.succeed("preview");
    await trial.kubectl("delete", engine, "-n", namespace);
    const errors = await trial.failure();

    expect(errors).toContain(
      [
        "The engine could not finish:",
        '  openops-engine: update of resource openops-dev/openops-engine failed: deployments.apps "openops-engine" not found',
        "It is in the state and no longer where it was: somebody deleted it. Run the update once with --refresh, which makes it again.",
      ].join("\n"),
    );
  });

  test("is made again by an update that looks at the cluster first", async () => {
    await trial.succeed("up", "--refresh");

    await expectNothingLost();
  });
});

describe("an object that is changed by hand between preview and update", () => {
  test("is as configured again after the update that changes it", async () => {
    trial.configure({ images: { engine: { tag: "0.6.25-2" } } });
    await trial.succeed("preview");
    await trial.kubectl("set", "image", engine, "engine=example.com/mine:1", "-n", namespace);
    await trial.succeed("up");

    const path = "jsonpath={.spec.template.spec.containers[0].image}";
    expect(await trial.kubectl("get", engine, "-n", namespace, "-o", path)).toMatch(
      /openops-engine:0\.6\.25-2$/,
    );
    await expectNothingLost();
  });
});

describe("an update that a rule of the cluster refuses", () => {
  const metadata = { name: "nobody-deploys" };

  test("names the webhook and what to do, and goes on when it is gone", async () => {
    await trial.apply({
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata,
      webhooks: [
        {
          name: "nobody.example.com",
          clientConfig: { url: "https://127.0.0.1:1/" },
          rules: [
            { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["UPDATE"], resources: ["deployments"] },
          ],
          failurePolicy: "Fail",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
        },
      ],
    });
    trial.configure({ logging: { level: "debug" } });
    const errors = await trial.failure();

    expect(errors).toContain('Internal error occurred: failed calling webhook "nobody.example.com"');
    expect(errors).toContain("A rule of the cluster refused it.");
    await trial.kubectl("delete", "validatingwebhookconfiguration/nobody-deploys");
    await trial.succeed("up");
    await expectNothingLost();
  });
});

describe("pods that the namespace refuses", () => {
  test("for a stricter Pod Security level are told, and come once it is eased", async () => {
    const level = "pod-security.kubernetes.io/enforce";
    await trial.kubectl("label", "namespace", namespace, `${level}=restricted`, "--overwrite");
    trial.configure({ images: { tables: { tag: "0.2.20" } } });
    const errors = await trial.failure();

    expect(errors).toContain("'openops-tables' timed out waiting to be Ready after 60 s");
    expect(errors).toMatch(
      /pods "openops-tables-\S+" is forbidden: violates PodSecurity "restricted:latest"/,
    );
    expect(errors).toContain("the program needs pod-security.kubernetes.io/enforce=baseline.");
    await trial.kubectl("label", "namespace", namespace, `${level}=baseline`, "--overwrite");
    await trial.succeed("up");
    await expectNothingLost();
  });

  test("for a quota that others use up are told, and come once there is room", async () => {
    await trial.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "crowded", namespace },
      spec: { hard: { pods: "7" } },
    });
    trial.configure({ images: { tables: { tag: "0.2.20" }, nginx: { tag: "1.27.3" } } });
    const errors = await trial.failure();

    expect(errors).toMatch(
      /pods "nginx-\S+" is forbidden: exceeded quota: crowded, requested: pods=1, used: pods=7, limited: pods=7/,
    );
    expect(errors).toContain("A quota of the namespace has no room for these pods.");
    await trial.kubectl("delete", "quota/crowded", "-n", namespace);
    await trial.succeed("up");
    await expectNothingLost();
  });
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
