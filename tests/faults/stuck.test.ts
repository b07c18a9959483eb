import { noTraces, Trial } from "./trial";
import type { Snapshot } from "./snapshot";

const trial = new Trial();
const { namespace } = trial;

/** Plays an image that no registry has: the pod stays, as a kubelet reports it. */
const absentImage = `apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata:
  name: image-is-absent
spec:
  resourceRef:
    apiGroup: v1
    kind: Pod
  # Goes before the stage that makes pods ready.
  weight: 100
  selector:
    matchExpressions:
      - jq:
          key: .metadata.deletionTimestamp
          operator: DoesNotExist
      - jq:
          key: '.spec.containers.[] | .image | endswith(":absent")'
          operator: In
          values: ["true"]
  delay:
    durationMilliseconds: 1000
  steps:
    - patch:
        root: status
        subresource: status
        type: strategic
        template: |
          phase: Pending
          containerStatuses:
          {{ range .spec.containers }}
          - name: {{ .name | Quote }}
            image: {{ .image | Quote }}
            imageID: ""
            restartCount: 0
            ready: false
            started: false
            state:
              waiting:
                reason: ImagePullBackOff
                message: {{ printf "Back-off pulling image %s" .image | Quote }}
          {{ end }}
    - event:
        type: Warning
        reason: Failed
        message: "Failed to pull image: manifest unknown"
`;

beforeAll(async () => {
  trial.checkout.write("sandbox/stages/absent.yaml", absentImage);
  await trial.start();
});

afterAll(() => trial.remove());

describe("a volume claim that stays Pending", () => {
  const storageClass = (provisioner: string) => ({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "slow" },
    provisioner,
    allowVolumeExpansion: true,
    volumeBindingMode: "WaitForFirstConsumer",
  });
  let before: Snapshot;

  test("ends the update with the claim and what it waits for", async () => {
    await trial.apply(storageClass("nobody.example.com"));
    trial.configure({ database: { storage: { storageClass: "slow" } } });
    const errors = await trial.failure();
    before = await trial.snapshot();

    expect(errors).toContain("'postgres' timed out waiting to be Ready after 60 s");
    expect(errors).toContain("Pod openops-dev/postgres-0: is Pending, not ready");
    expect(errors).toContain(
      "PersistentVolumeClaim openops-dev/data-postgres-0 is Pending: [ExternalProvisioning] Waiting for a volume " +
        "to be created either by the external provisioner 'nobody.example.com'",
    );
    expect(errors).toContain("No volume is made for the claim: look at its storage class");
  });

  test("is used by the next update once somebody provides the volume", async () => {
    await trial.kubectl("delete", "storageclass/slow");
    await trial.apply(storageClass("volumes.sandbox.internal"));
    await trial.succeed("up");

    expect(await trial.expectWhole()).toMatchObject({
      claims: before.claims,
      secrets: before.secrets,
      generated: before.generated,
    });
  });
});

describe("an image that no registry has", () => {
  test("ends the update with the pod, why it does not start, and its last events", async () => {
    const before = await trial.snapshot();
    trial.configure({
      database: { storage: { storageClass: "slow" } },
      images: { engine: { tag: "absent" } },
    });
    const errors = await trial.failure();

    expect(errors).toContain("'openops-engine' timed out waiting to be Ready after 60 s");
    expect(errors).toMatch(
      /Pod openops-dev\/openops-engine-\S+: container "engine": \[ImagePullBackOff\] Back-off pulling image \S+:absent/,
    );
    expect(errors).toMatch(/Pod openops-engine-\S+: \[Failed\] Failed to pull image: manifest unknown/);
    expect(errors).toContain("A node cannot get this image: look at openops:images");
    trial.configure({ database: { storage: { storageClass: "slow" } } });
    await trial.succeed("up");
    const { claims, secrets, generated } = await trial.expectWhole();
    expect({ claims, secrets, generated }).toEqual({
      claims: before.claims,
      secrets: before.secrets,
      generated: before.generated,
    });
  });
});

describe("a namespace that stays Terminating", () => {
  const held = "configmap/held";
  let generated: Snapshot["generated"];

  test("refuses an update with what to look at", async () => {
    const before = await trial.snapshot();
    generated = before.generated;
    await trial.kubectl("create", "configmap", "held", "-n", namespace);
    await trial.kubectl(
      "patch",
      held,
      "-n",
      namespace,
      "--patch",
      '{"metadata":{"finalizers":["example.com/hold"]}}',
    );
    await trial.kubectl("delete", "namespace", namespace, "--wait=false");
    await trial.kubectl("wait", "deployment", "--all", "-n", namespace, "--for=delete", "--timeout=60s");
    const errors = await trial.failure("--refresh");

    expect(errors).toContain(
      "unable to create new content in namespace openops-dev because it is being terminated",
    );
    expect(errors).toContain("What holds it is told by kubectl describe namespace;");
  });

  test("is made again with the same secrets once nothing holds it", async () => {
    await trial.kubectl("patch", held, "-n", namespace, "--patch", '{"metadata":{"finalizers":null}}');
    await trial.kubectl("wait", `namespace/${namespace}`, "--for=delete", "--timeout=60s");
    await trial.succeed("up", "--refresh");

    expect((await trial.expectWhole()).generated).toEqual(generated);
  });
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
