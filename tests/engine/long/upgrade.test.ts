import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkedStack } from "../../../cli/checked-stack";
import { stateFile } from "../../../cli/rehearsal/state/state-file";
import { prepareRehearsal } from "../../../cli/rehearsal/workspace";
import type { Migrations } from "../../../cli/upgrade/migrations";
import { plannedUpgrade } from "../../../cli/upgrade/planned-upgrade";
import { rehearsedRelease } from "../../../cli/upgrade/recorded-release";
import { upgradeRehearsed } from "../../../cli/upgrade/rehearsed-update";
import { pathsOf } from "../../../cli/paths";
import { Trial } from "../../faults/trial";
import { onePodEach } from "../installation";

const trial = new Trial();
const { namespace } = trial;

/** Plays an app of 0.6.25 that does not start with the memory that 0.6.24 had. */
const hungryRelease = readFileSync(join(__dirname, "..", "stages", "hungry-release.yaml"), "utf8");

const engine = { autoscaling: { kind: "load", maxReplicas: 3 } };
const upgrades = {
  backup: { enabled: true },
  rollout: { timeoutMinutes: 1, backupBeforeUpgrade: true },
  services: { engine },
};
const moreMemory = { services: { engine, app: { resources: { limits: { memory: "3Gi" } } } } };

async function imagesOf(...services: readonly string[]): Promise<readonly string[]> {
  const workloads = await trial.installation().workloads();
  return services.map((name) => {
    const found = workloads.find(({ metadata }) => metadata.name === `openops-${name}`);
    return found?.spec.template.spec.containers[0]?.image.replace(/^.*\//, "") ?? "none";
  });
}

const note = ["get", "deployment/openops-app", "-n", namespace, "-o"];
const noteOf = (): Promise<string> =>
  trial.kubectl(...note, "jsonpath={.metadata.annotations.openops\\.com/upgrade}");

const old = ["openops-app:0.6.24", "openops-engine:0.6.24", "openops-tables:0.2.17"];
const recent = ["openops-app:0.6.25", "openops-engine:0.6.25", "openops-tables:0.2.19"];

beforeAll(async () => {
  trial.checkout.write("sandbox/stages/hungry-release.yaml", hungryRelease);
  await trial.start();
  trial.configure({ ...upgrades, version: "0.6.24" });
  await trial.succeed("up");
});

afterAll(() => trial.remove());

const change =
  "This update takes OpenOps from 0.6.24 to 0.6.25: tables 0.2.17 -> 0.2.19, app 0.6.24 -> 0.6.25, engine 0.6.24 -> 0.6.25.";

describe("an upgrade", () => {
  test("is told by a preview, with the backup before it", async () => {
    trial.configure(upgrades);
    const { out } = await trial.succeed("preview");

    expect(out).toContain(change);
    expect(out).toContain("A backup is taken first; where that fails, nothing is changed.");
  });

  test("whose backup is refused changes nothing", async () => {
    await trial.apply({
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "no-jobs", namespace },
      spec: { hard: { "count/jobs.batch": "0" } },
    });
    const before = await trial.installation().specifications();
    const errors = await trial.failure();
    await trial.kubectl("delete", "quota/no-jobs", "-n", namespace);

    expect(errors).toContain("exceeded quota: no-jobs");
    expect(errors).toContain("The upgrade was not begun and nothing was changed: it needs a backup first.");
    expect(await trial.installation().changedSince(before)).toEqual([]);
    expect(await noteOf()).toBe("");
  });

  test("whose pods do not become ready goes back to the old images, since no migration has run", async () => {
    const errors = await trial.failure();

    expect(errors).toContain("'openops-app' timed out waiting to be Ready after 60 s");
    expect(errors).toContain(
      "openops-app did not become ready with OpenOps 0.6.25.\n" +
        "No migration had run, so the stack has the images of OpenOps 0.6.24 again.",
    );
    expect(await imagesOf("app", "engine", "tables")).toEqual(old);
    expect(await trial.installation().readiness()).toContain("Deployment openops-app 1/1");
    expect(await noteOf()).toBe("");
  });
});

/** Upgrades in this process, with pods that tell which migrations have run. */
async function upgradeTelling(...looks: readonly Migrations[]): Promise<string> {
  const root = trial.checkout.folder;
  const paths = pathsOf(root);
  const checked = checkedStack(root, "dev");
  const { file, config } = checked;
  const recorded = rehearsedRelease(stateFile(paths, "dev"));
  const upgrade = plannedUpgrade(config, recorded, { withoutBackup: false });
  if (upgrade === undefined) {
    throw new Error("The configuration asks for the release that is deployed");
  }
  const rehearsal = await prepareRehearsal({ paths, file, report: () => undefined });
  const operation = { rehearsal, paths, file, print: () => undefined };
  const rest = [...looks];
  const steps = {
    backup: () => Promise.resolve("20261101T010000Z"),
    migrations: () => Promise.resolve(rest.length > 1 ? rest.shift() : rest[0]),
  };
  return upgradeRehearsed({ operation, checked, upgrade, secrets: "mask" }, steps).then(
    () => "",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

const migrated: Migrations = [["app", "migrations", 64, "bb"]];

describe("an upgrade whose migrations have run", () => {
  test("changes nothing more and says exactly how to go back", async () => {
    const said = await upgradeTelling([["app", "migrations", 61, "aa"]], migrated);

    expect(said).toContain("Migrations have run (app: 61, now 64), so OpenOps 0.6.24 may not read the data");
    expect(said).toContain(
      [
        "To go back with the backup from before the upgrade, 20261101T010000Z, in this order:",
        "  pulumi config set openops:version 0.6.24 --stack dev",
        "  pulumi config set --path 'openops:rollout.downgradeTo' 0.6.24 --stack dev",
        "  npm run restore -- --stack dev --from 20261101T010000Z --stay-stopped",
        "  npm run up -- --stack dev --refresh",
        "  npm run restore -- --stack dev --start",
      ].join("\n"),
    );
    expect(await imagesOf("app", "engine", "tables")).toEqual([
      "openops-app:0.6.25",
      "openops-engine:0.6.24",
      "openops-tables:0.2.19",
    ]);
    expect(await noteOf()).toContain('"backup":"20261101T010000Z"');
  });

  test("goes back by these commands", async () => {
    const rollout = { ...upgrades.rollout, downgradeTo: "0.6.24" };
    trial.configure({ ...upgrades, version: "0.6.24", rollout });
    await trial.succeed("restore", "--from", "20261101T010000Z", "--stay-stopped", "--overwrite");
    const stopped = await trial.installation().readiness();
    await trial.succeed("up", "--refresh");
    const autoscaled = await trial.installation().readiness();
    await trial.succeed("restore", "--start");

    expect(autoscaled).toContain("Deployment openops-engine 0/0");
    expect(stopped).toContain("Deployment openops-app 0/0");
    expect(await imagesOf("app", "engine", "tables")).toEqual(old);
    expect(await trial.installation().readiness()).toEqual(onePodEach);
  });

  test("finishes once the cause is fixed, and forgets its note", async () => {
    trial.configure({ ...upgrades, ...moreMemory });
    const { out } = await trial.succeed("up");

    expect(out).toContain(change);
    expect(await imagesOf("app", "engine", "tables")).toEqual(recent);
    expect(await noteOf()).toBe("");
    expect((await trial.succeed("up")).out).toContain("no changes");
  });
});

test("an older release is refused, and nothing is changed", async () => {
  const before = await trial.installation().specifications();
  trial.configure({ ...upgrades, version: "0.6.24" });
  const errors = await trial.failure();

  expect(errors).toContain("openops:version: expected 0.6.25 or newer, as it is deployed, got 0.6.24");
  expect(await trial.installation().changedSince(before)).toEqual([]);
});
