import { migrationsIn, movedServices, type Migrations } from "../../../cli/upgrade/migrations";
import { plannedUpgrade, upgradeText } from "../../../cli/upgrade/planned-upgrade";
import { withRelease } from "../../../cli/upgrade/previous-release";
import { wayBack } from "../../../cli/upgrade/rollback-advice";
import { assembleConfig } from "../../../components/checks/assembled-config";
import { releaseOf } from "../../../components/checks/recorded/release";
import type { RawMap } from "../../../components/config/layers";
import { configOf } from "../../support/configuration";

const older = releaseOf(configOf({ version: "0.6.24" }));
const digest = `sha256:${"0".repeat(64)}`;
const file = (config: RawMap) => ({ stack: "prod", name: "Pulumi.prod.yaml", content: { config }, config });

describe("a planned upgrade", () => {
  const backups = { backup: { enabled: true }, rollout: { backupBeforeUpgrade: true } };

  test.each([
    {
      what: "a backup is asked for",
      config: backups,
      withoutBackup: false,
      text: "A backup is taken first;",
    },
    { what: "it is declined", config: backups, withoutBackup: true, text: "No backup is taken first;" },
    { what: "nobody asks for one", config: {}, withoutBackup: false, text: "No backup is taken first;" },
  ])("says whether there is a backup where $what", ({ config, withoutBackup, text }) => {
    const upgrade = plannedUpgrade(configOf(config), older, { withoutBackup });

    expect(upgrade && upgradeText(upgrade)).toContain(`do not run backwards.\n${text}`);
  });

  test("of what stores nothing needs none", () => {
    const config = configOf({ ...backups, images: { engine: { tag: "0.6.25-1" } } });
    const upgrade = plannedUpgrade(config, releaseOf(configOf()), { withoutBackup: false });

    expect(upgrade && upgradeText(upgrade)).toBe(
      "This update changes images of OpenOps 0.6.25: engine 0.6.25 -> 0.6.25-1.",
    );
  });

  test("is none where nothing changes, nothing is deployed, or an older release is asked for", () => {
    const config = configOf({ version: "0.6.24", rollout: { downgradeTo: "0.6.24" } });
    const withoutBackup = false;

    expect(plannedUpgrade(config, older, { withoutBackup })).toBeUndefined();
    expect(plannedUpgrade(config, undefined, { withoutBackup })).toBeUndefined();
    expect(plannedUpgrade(config, releaseOf(configOf()), { withoutBackup })).toBeUndefined();
  });
});

describe("a stack file with the previous release", () => {
  function releaseWritten(config: RawMap, overlay: RawMap = {}) {
    const entries = Object.entries(withRelease(file(config), older).config);
    const assembled = assembleConfig({
      file: "Pulumi.prod.yaml",
      entries: Object.fromEntries(
        entries.map(([key, value]) => [
          key.replace("openops:", ""),
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
      isEncrypted: () => false,
      encryptedPaths: () => [],
      withheld: [],
      readOverlay: () => overlay,
    });
    expect(assembled.faults).toEqual([]);
    return assembled.config;
  }

  test("has exactly its images, whatever the file and overlays say of them", () => {
    const config = releaseWritten(
      {
        "openops:preset": "dev",
        "openops:overlays": ["images.yaml"],
        "openops:version": "0.6.25",
        "openops:images": { tables: { tag: "0.2.20" }, redis: { tag: "7.4.5" } },
      },
      { images: { app: { digest }, engine: { repository: "registry.example.com/engine" } } },
    );

    expect(config && releaseOf(config)).toEqual(older);
    expect(config?.images.redis.tag).toBe("7.4.5");
  });

  test("keeps everything else, and may be older than what was tried", () => {
    const config = releaseWritten({ "openops:preset": "dev", "openops:rollout": { timeoutMinutes: 5 } });

    expect(config?.rollout).toMatchObject({ timeoutMinutes: 5, downgradeTo: "0.6.24" });
  });
});

describe("migrations", () => {
  test("are read from what the pod prints, beside its other lines", () => {
    const lines = ["looking", '["app","migrations",61,"aa"]', '["tables","django_migrations",0,null]', "[1]"];

    expect(migrationsIn(lines)).toEqual([
      ["app", "migrations", 61, "aa"],
      ["tables", "django_migrations", 0, null],
    ]);
  });

  test("have run where there are more, others in their place, or a first table", () => {
    const old: Migrations = [
      ["app", "migrations", 61, "aa"],
      ["tables", "django_migrations", 9, "bb"],
    ];
    const now: Migrations = [
      ["app", "migrations", 61, "cc"],
      ["tables", "django_migrations", 9, "bb"],
      ["analytics", "alembic_version", 1, "dd"],
    ];

    expect(movedServices(old, now)).toEqual([
      { service: "app", before: 61, after: 61 },
      { service: "analytics", before: 0, after: 1 },
    ]);
    expect(movedServices(old, old)).toEqual([]);
  });
});

describe("the way back of the configuration", () => {
  test("undoes what sets images one by one", () => {
    const own = configOf({ images: { tables: { tag: "0.2.20" }, analytics: { digest } } });
    const upgrade = plannedUpgrade(own, releaseOf(configOf()), { withoutBackup: true });
    const checked = { file: file({}), config: own, namespace: "openops-prod" };
    const commands = upgrade && wayBack({ checked, context: undefined, upgrade });

    expect(commands?.slice(0, 4)).toEqual([
      "pulumi config set --path 'openops:images.tables.tag' 0.2.19 --stack prod",
      "pulumi config rm --path 'openops:images.analytics.digest' --stack prod",
      "pulumi config set --path 'openops:rollout.downgradeTo' 0.6.25 --stack prod",
      "npm run restore -- --stack prod --from ID --stay-stopped",
    ]);
  });
});
