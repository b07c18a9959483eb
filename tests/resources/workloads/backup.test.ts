import { externalFingerprint, secretFingerprint } from "../../../components/checks/recorded/stored-secrets";
import { mockSecret, runProgram, type ProgramRun } from "../../support/program";
import { podSpecsOf, secretKeysOf } from "../../support/pods";

const stack = (backup: unknown) =>
  runProgram("dev", { "openops:preset": "dev", "openops:backup": JSON.stringify(backup) });

let claim: ProgramRun;
let bucket: ProgramRun;

beforeAll(async () => {
  claim = await stack({ enabled: true });
  bucket = await stack({
    enabled: true,
    keep: 30,
    target: {
      kind: "s3",
      bucket: "company-backups",
      region: "eu-central-1",
      credentialsSecret: "bucket-keys",
    },
  });
});

const cronJob = (run: ProgramRun, name: string) => run.find("kubernetes:batch/v1:CronJob", name).inputs;
const podOf = (name: string, spec: object) => ({
  spec: { jobTemplate: { spec: { template: { spec } } } },
  metadata: { name },
});

describe("a stack without backups", () => {
  test("has nothing of them", async () => {
    const { resources } = await runProgram("dev", { "openops:preset": "dev" });

    expect(
      resources.filter(({ name, type }) => /backup|restore/.test(name) || type.endsWith("CronJob")),
    ).toEqual([]);
  });
});

describe("scheduled backups", () => {
  test("run one at a time, every night, and end after their time", () => {
    expect(cronJob(claim, "openops-backup")).toMatchObject({
      spec: {
        schedule: "0 1 * * *",
        timeZone: "Etc/UTC",
        suspend: false,
        concurrencyPolicy: "Forbid",
        jobTemplate: { spec: { backoffLimit: 0, activeDeadlineSeconds: 7200 } },
      },
    });
  });

  test("sign in as the owners of the databases and know no other password", () => {
    expect(secretKeysOf(claim, "openops-backup")).toEqual([
      "ENCRYPTION_KEY_FINGERPRINT",
      "PASSWORD_OF_OPENOPS_ANALYTICS",
      "PASSWORD_OF_OPENOPS_APP",
      "PASSWORD_OF_OPENOPS_TABLES",
    ]);
  });

  test("know the encryption key by its fingerprint alone", () => {
    const { stringData } = claim.find("kubernetes:core/v1:Secret", "openops-backup").inputs;

    expect(stringData).toMatchObject({
      ENCRYPTION_KEY_FINGERPRINT: secretFingerprint("encryptionKey", mockSecret("encryptionKey")),
    });
    expect(Object.values(stringData ?? {})).not.toContain(mockSecret("encryptionKey"));
  });

  test("read the volume of tables on the node that has it", () => {
    expect(cronJob(claim, "openops-backup")).toMatchObject(
      podOf("openops-backup", {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              {
                labelSelector: { matchLabels: { app: "openops-tables" } },
                topologyKey: "kubernetes.io/hostname",
              },
            ],
          },
        },
        volumes: expect.arrayContaining([
          { name: "tables", persistentVolumeClaim: { claimName: "tables-pvc", readOnly: true } },
        ]),
      }),
    );
  });

  test("are kept on a volume of their own", () => {
    expect(claim.find("kubernetes:core/v1:PersistentVolumeClaim", "openops-backups").inputs).toMatchObject({
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "20Gi" } } },
    });
  });

  test("go to a bucket by a second container, which alone has the bucket's keys and no password", () => {
    const job = cronJob(bucket, "openops-backup");

    expect(job).toMatchObject(
      podOf("openops-backup", {
        initContainers: [
          {
            name: "databases",
            image: "postgres:17.12",
            envFrom: [{ secretRef: { name: "openops-backup-0a1b2c3d" } }],
          },
        ],
        containers: [
          {
            name: "backup",
            image: "docker.io/rclone/rclone:1.75.1",
            command: ["sh", "/etc/openops/backup/carry.sh"],
            envFrom: [{ secretRef: { name: "bucket-keys" } }],
            env: expect.arrayContaining([
              { name: "TARGET", value: "target:company-backups/openops/openops-dev" },
              { name: "KEEP", value: "30" },
              { name: "RCLONE_CONFIG_TARGET_TYPE", value: "s3" },
              { name: "RCLONE_CONFIG_TARGET_REGION", value: "eu-central-1" },
            ]),
          },
        ],
      }),
    );
    expect(bucket.resources.some(({ name }) => name === "openops-backups")).toBe(false);
  });

  test.each([
    ["a volume", () => claim, []],
    ["a bucket", () => bucket, [443]],
  ] as const)("to %s may connect to the database and there, and nowhere else", (_target, run, ports) => {
    const { spec } = run().find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "openops-backup").inputs;
    const allowed = JSON.stringify(spec).matchAll(/"port":(\d+)/g);

    expect([...new Set([...allowed].map(([, port]) => Number(port)))]).toEqual([
      53,
      5353,
      8053,
      5432,
      ...ports,
    ]);
  });

  test("in Google Cloud may ask for their identity, where they have no key", async () => {
    const run = await stack({ enabled: true, target: { kind: "gcs", bucket: "company-backups" } });
    const { spec } = run.find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "openops-backup").inputs;

    expect(spec).toMatchObject({
      egress: expect.arrayContaining([
        {
          ports: [{ protocol: "TCP", port: 80 }],
          to: [{ ipBlock: { cidr: "169.254.169.254/32" } }],
        },
      ]),
    });
  });
});

describe("the form of restores", () => {
  test("never runs by itself", () => {
    expect(cronJob(claim, "openops-restore")).toMatchObject({ spec: { suspend: true } });
  });

  test("has the administrator's password, which the pods that make backups have not", () => {
    expect(secretKeysOf(claim, "openops-restore")).toEqual(["ENCRYPTION_KEY_FINGERPRINT", "PGPASSWORD"]);
  });

  test("brings a backup from the bucket before it touches a database", () => {
    expect(cronJob(bucket, "openops-restore")).toMatchObject(
      podOf("openops-restore", {
        initContainers: [{ name: "transfer", command: ["sh", "/etc/openops/backup/fetch.sh"] }],
        containers: [{ image: "postgres:17.12", command: ["bash", "/etc/openops/backup/restore.sh"] }],
      }),
    );
  });
});

test("the pods of backups run restricted, bounded, and without a token of the Kubernetes API", () => {
  const pods = podSpecsOf(bucket).filter(({ workload }) => /backup|restore/.test(workload));
  const containers = pods.flatMap(({ spec }) => [...(spec.initContainers ?? []), ...spec.containers]);

  expect(pods.map(({ spec }) => spec.automountServiceAccountToken)).toEqual([false, false]);
  expect(containers).toHaveLength(4);
  for (const { securityContext, resources } of containers) {
    expect(securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 9999,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(resources?.limits?.memory).toBeDefined();
  }
});

test("no variable of a backup's pods holds a secret", () => {
  const jobs = JSON.stringify([cronJob(claim, "openops-backup"), cronJob(bucket, "openops-restore")]);

  expect(jobs).not.toContain(mockSecret(""));
});

describe("Velero", () => {
  const annotationsOf = (run: ProgramRun, kind: string, name: string) => {
    const found = run.find(`kubernetes:apps/v1:${kind}`, name).inputs;
    return JSON.stringify(found).match(/"[\w.]*velero\.io[^"]*":"(?:[^"\\]|\\.)*"/g) ?? [];
  };

  test("takes the volumes of the pods that have data, once that is configured", async () => {
    const run = await stack({ velero: true });
    const volume = '"backup.velero.io/backup-volumes":"data"';

    expect(annotationsOf(run, "StatefulSet", "redis")).toEqual([volume]);
    expect(annotationsOf(run, "Deployment", "openops-tables")).toEqual([volume]);
    expect(annotationsOf(run, "StatefulSet", "postgres")).toHaveLength(7);
    expect(annotationsOf(run, "Deployment", "openops-app")).toEqual([]);
    expect(annotationsOf(claim, "StatefulSet", "postgres")).toEqual([]);
  });
});

describe("backups of a stack whose secrets are in a store", () => {
  const remote = { encryptionKey: { key: "openops/key" }, postgresAppPassword: { key: "openops/app" } };
  let run: ProgramRun;

  beforeAll(async () => {
    const external = { store: { kind: "existing", name: "vault" }, keys: remote };
    run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:backup": JSON.stringify({ enabled: true }),
      "openops:secrets": JSON.stringify({ external }),
    });
  });

  test("take a password from there, and from the stack only those that it keeps", () => {
    const { spec } = run.find(
      "kubernetes:external-secrets.io/v1:ExternalSecret",
      "openops-backup-external",
    ).inputs;

    expect(spec).toMatchObject({ data: [{ remoteRef: { key: "openops/app" } }] });
    expect(secretKeysOf(run, "openops-backup")).toEqual([
      "ENCRYPTION_KEY_FINGERPRINT",
      "PASSWORD_OF_OPENOPS_ANALYTICS",
      "PASSWORD_OF_OPENOPS_TABLES",
    ]);
  });

  test("know the encryption key by the fingerprint that the configuration tells", async () => {
    const fingerprint = secretFingerprint("encryptionKey", mockSecret("encryptionKey"));
    const keys = { encryptionKey: { key: "openops/key", fingerprint } };
    const external = { store: { kind: "existing", name: "vault" }, keys };
    const told = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:backup": JSON.stringify({ enabled: true }),
      "openops:secrets": JSON.stringify({ external }),
    });
    const { stringData } = told.find("kubernetes:core/v1:Secret", "openops-backup").inputs;

    // As it was before the key moved to the store, so that older backups can be restored.
    expect(stringData).toMatchObject({ ENCRYPTION_KEY_FINGERPRINT: fingerprint });
  });

  test("know the encryption key by its place in the store, since the stack does not know it", () => {
    const { stringData } = run.find("kubernetes:core/v1:Secret", "openops-backup").inputs;

    expect(stringData).toMatchObject({
      ENCRYPTION_KEY_FINGERPRINT: externalFingerprint({
        kind: "external",
        id: "encryptionKey",
        remote: remote.encryptionKey,
        path: "secrets.external.keys.encryptionKey",
      }),
    });
  });
});
