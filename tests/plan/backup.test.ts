import { imageReferences } from "../../components/plan/pods/planned-images";
import { secretUsers } from "../../components/plan/secrets/secret-users";
import { configOf, faultsOf, planOf } from "../support/configuration";

const refused = (backup: Parameters<typeof configOf>[0], values: Parameters<typeof configOf>[0] = {}) =>
  faultsOf({ preset: "dev", ...values, backup: { enabled: true, ...backup } });

describe("backups", () => {
  test("are made in staging and prod, and not in dev and ci", () => {
    const enabled = (["dev", "ci", "staging", "prod"] as const).map((preset) => [
      preset,
      configOf({ preset, publicUrl: "https://openops.example.com" }).backup.enabled,
    ]);

    expect(Object.fromEntries(enabled)).toEqual({ dev: false, ci: false, staging: true, prod: true });
  });

  test("need the image of rclone only where a bucket keeps them", () => {
    const target = { kind: "s3", bucket: "backups", region: "eu-central-1" };
    const images = (backup: Parameters<typeof configOf>[0]) =>
      imageReferences(configOf({ backup })).join(" ");

    expect(images({ enabled: true })).not.toContain("rclone");
    expect(images({ enabled: true, target })).toContain("docker.io/rclone/rclone:");
  });

  test("count among the users of the passwords that they sign in with", () => {
    const users = secretUsers(planOf({ backup: { enabled: true } }));

    expect(users.postgresAppPassword).toContain("openops-backup");
    expect(users.redisPassword).not.toContain("openops-backup");
  });

  test.each([
    [
      "a schedule that cron does not know",
      { schedule: "every night" },
      'openops:backup.schedule: expected five fields of cron such as 0 1 * * * or 30 8-18/2 * * 1-5, each *, a value, a range or a list of these, or @daily, got "every night" ' +
        "(pulumi config set --path 'openops:backup.schedule' VALUE)",
    ],
    [
      "a target that there is not",
      { target: { kind: "ftp" } },
      "openops:backup.target.kind: expected a known kind, got \"ftp\" (pulumi config set --path 'openops:backup.target.kind' VALUE)",
    ],
    [
      "a label by which policies know pods",
      { podLabels: { "app.kubernetes.io/component": "app" } },
      'openops:backup.podLabels["app.kubernetes.io/component"]: expected a label that this program does not set itself, ' +
        "got app.kubernetes.io/component: network policies know pods by it " +
        "(pulumi config rm --path 'openops:backup.podLabels[\"app.kubernetes.io/component\"]')",
    ],
    [
      "pods in Azure that have neither a key nor an identity",
      { target: { kind: "azure-blob", account: "company", container: "backups" } },
      'openops:backup.podLabels["azure.workload.identity/use"]: expected "true", got nothing: Azure gives an identity ' +
        "to pods with this label only, and there is neither backup.identity nor a credentialsSecret (pulumi config set --path " +
        "'openops:backup.podLabels[\"azure.workload.identity/use\"]' true)",
    ],
    [
      "a limit below its request",
      { resources: { limits: { memory: "128Mi" } } },
      "openops:backup.resources.limits.memory: expected at least the request of 256Mi, got 128Mi " +
        "(pulumi config set --path 'openops:backup.resources.limits.memory' 256Mi)",
    ],
  ])("are refused with %s", (_what, backup, line) => {
    expect(refused(backup)).toEqual([line]);
  });

  test.each([
    ...["0 1 * * *", "30 */6 * * 1-5", "0,30 8,12 1 JAN,JUL MON-FRI", "59 23 31 12 6"],
    ...["0 1-5 * * *", "0 8-18/2 * * *", "0 1 29 2 *", "@daily"],
  ])("are made by the schedule %s", (schedule) => {
    expect(refused({ schedule })).toEqual([]);
  });

  test.each([
    "60 1 * * *",
    "0 24 * * *",
    "0 1 0 * *",
    "*/0 1 * * *",
    "0 1 * * 5-1",
    "*/, 1 * * *",
    "0 1 * *",
    "0 1 * * 7",
    "0 1 L * *",
    "0 0 1 * * *",
    "@midday",
  ])("are not made by %s, which the API server would refuse", (schedule) => {
    expect(refused({ schedule })).toHaveLength(1);
  });

  test("are not made by a schedule of days that there are none of", () => {
    expect(refused({ schedule: "0 1 31 2 *" })).toEqual([
      'openops:backup.schedule: expected values in their ranges, and a day that there is, got "0 1 31 2 *" ' +
        "(pulumi config set --path 'openops:backup.schedule' VALUE)",
    ]);
  });

  test("are refused where a database has a name without room for the restored one", () => {
    const name = "a".repeat(54);

    expect(refused({}, { database: { name } })).toEqual([
      "openops:database.name: expected at most 53 characters, got 54: a restore loads a database under a longer " +
        "name, and Postgres cuts names at 63 (pulumi config set --path 'openops:database.name' VALUE)",
    ]);
    expect(faultsOf({ preset: "dev", database: { name } })).toEqual([]);
  });

  test("count in a quota, with their volume", () => {
    expect(refused({}, { quota: { persistentVolumeClaims: 3 } })).toEqual([
      "openops:quota.persistentVolumeClaims: expected at least 4, got 3 (pulumi config set --path 'openops:quota.persistentVolumeClaims' 4)",
    ]);
  });
});
