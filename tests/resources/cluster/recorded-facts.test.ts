import * as pulumi from "@pulumi/pulumi";
import { factsOf } from "../../../components/checks/recorded/stack-facts";
import { configuredOf } from "../../support/configuration";
import { mockClusterUid, placeRecord, recordIn, runProgram, type Registered } from "../../support/program";

const deployed = {
  facts: {
    ...factsOf(configuredOf()),
    namespace: "openops-dev",
    clusterUid: mockClusterUid,
  },
  secretRecords: {},
};

describe("a deployed stack", () => {
  test("records what cannot change without losing data, each part once it is reached", async () => {
    const run = await runProgram("dev", { "openops:preset": "dev" });
    const nothing = { volumes: {}, authorities: {}, fixed: {} };

    expect(recordIn(run, "installation")).toEqual({
      namespace: "openops-dev",
      clusterUid: mockClusterUid,
    });
    expect(recordIn(run, "database")).toEqual({
      ...nothing,
      databaseKind: "in-cluster",
      databaseName: "openops",
      postgresMajor: "17",
    });
    expect(recordIn(run, "volume-database")).toEqual({ volumes: { "database.storage": { sizeGi: 20 } } });
    expect(recordIn(run, "cache")).toEqual({ ...nothing, cacheKind: "in-cluster" });
    expect(recordIn(run, "volume-cache")).toEqual({ volumes: { "cache.storage": { sizeGi: 5 } } });
    expect(recordIn(run, "volume-tables")).toEqual({
      volumes: { "services.tables.storage": { sizeGi: 10, claimName: "tables-pvc" } },
    });
    expect(recordIn(run, "release")).toEqual({
      release: {
        version: "0.6.25",
        execution: "engine",
        images: {
          app: { repository: "public.ecr.aws/openops/openops-app", tag: "0.6.25" },
          engine: { repository: "public.ecr.aws/openops/openops-engine", tag: "0.6.25" },
          tables: { repository: "public.ecr.aws/openops/openops-tables", tag: "0.2.19" },
          analytics: { repository: "public.ecr.aws/openops/openops-analytics", tag: "0.14.7" },
        },
      },
    });
  });

  test("records each part after what it is of", async () => {
    const { find } = await runProgram("dev", { "openops:preset": "dev" });
    const after = (record: string) => {
      const { dependsOn } = find("pulumi:index:Stash", `record-${record}`).options;
      return Array.isArray(dependsOn) ? dependsOn.map((resource) => resource.constructor.name) : dependsOn;
    };

    expect(
      ["installation", "database", "volume-database", "volume-tables", "cache", "release", "secrets"].map(
        (record) => [record, after(record)],
      ),
    ).toEqual([
      ["installation", ["Requirements"]],
      ["database", ["InClusterDatabase"]],
      ["volume-database", ["PersistentVolumeClaim"]],
      ["volume-tables", ["PersistentVolumeClaim"]],
      ["cache", ["InClusterCache"]],
      ["release", ["DatabaseBootstrap"]],
      ["secrets", ["StackSecrets"]],
    ]);
  });

  test("generates no password, and keeps nothing, before it is recorded where", async () => {
    const { resources } = await runProgram("dev", { "openops:preset": "dev" });
    const parts = ["secrets", "network-policies", "postgres", "redis", "database-bootstrap"];
    const after = (name: string) => {
      const isPart = (resource: Registered) => resource.name === name && resource.type.startsWith("openops:");
      const dependsOn = resources.find(isPart)?.options.dependsOn;
      return Array.isArray(dependsOn) && dependsOn.some((resource) => resource instanceof pulumi.Stash);
    };

    expect(parts.map((name) => [name, after(name)])).toEqual(parts.map((name) => [name, true]));
  });

  test("is compared with what is recorded, whatever its stack recorded as outputs before", async () => {
    const smaller = {
      "openops:preset": "dev",
      "openops:database": JSON.stringify({ storage: { sizeGi: 25 } }),
    };
    const record = { databaseKind: "in-cluster", volumes: { "database.storage": { sizeGi: 30 } } };
    const state = { "pulumi:index:Stash record-database": { input: record } };

    expect((await runProgram("dev", smaller, { deployed })).outputs.version).toBe("0.6.25");
    await expect(runProgram("dev", smaller, { deployed, state })).rejects.toThrow(
      "openops:database.storage.sizeGi: expected at least the 30 it has, got 25",
    );
  });

  test("is refused with passwords in its state and no record of what is deployed", async () => {
    const state = { "random:index/randomPassword:RandomPassword postgresPassword": { result: "x" } };

    await expect(runProgram("dev", { "openops:preset": "dev" }, { state })).rejects.toThrow(
      [
        "The state of organization/openops/dev has 1 fault; nothing was changed.",
        "  record-installation: expected a record in the state of what is deployed, got none, though the state has generated passwords: data may depend on them, and nothing says what is deployed (finish the first update with the release that began it; or give the stack up with pulumi destroy, and begin again)",
      ].join("\n"),
    );
  });

  test("is refused where its state has volumes, and neither a key nor the record of it", async () => {
    const state = {
      ...placeRecord("openops-dev"),
      "pulumi:index:Stash record-volume-database": {
        input: { volumes: { "database.storage": { sizeGi: 20 } } },
      },
    };
    const refusal = (secrets: Readonly<Record<string, string>>) =>
      runProgram("dev", { "openops:preset": "dev", ...secrets }, { state, secretKeys: Object.keys(secrets) });
    const fault =
      "openops:encryptionKey: expected the value that the data was written with, got none, since the state has lost it, and the record of it";

    await expect(refusal({})).rejects.toThrow(fault);
    await expect(
      refusal({ "openops:encryptionKey": "0123456789abcdef0123456789abcdef" }),
    ).rejects.not.toThrow(fault);
  });

  test("is not refused for passwords of the program around, or of another installation", async () => {
    const around = { "random:index/randomPassword:RandomPassword postgresPassword": { result: "x" } };
    const state = { "random:index/randomPassword:RandomPassword eu-encryptionKey": { result: "x" } };
    const run = await runProgram("dev", { "openops:preset": "dev" }, { state, around });

    expect(run.outputs.version).toBe("0.6.25");
  });

  test.each([
    ["database", { volumes: "none" }],
    ["secrets", { encryptionKey: "0123456789abcdef" }],
  ])("is refused with a record of its %s that cannot be read", async (record, input) => {
    const state = { [`pulumi:index:Stash record-${record}`]: { input } };

    await expect(runProgram("dev", { "openops:preset": "dev" }, { deployed, state })).rejects.toThrow(
      [
        "The state of organization/openops/dev has 1 fault; nothing was changed.",
        `  record-${record}: expected a record in the state of what is deployed, got one that this release cannot read (use the release that wrote it, or a newer one; for a state that was edited, import the one before)`,
      ].join("\n"),
    );
  });

  test("takes the same configuration again, and volumes that grow", async () => {
    const run = await runProgram(
      "dev",
      { "openops:preset": "dev", "openops:database": JSON.stringify({ storage: { sizeGi: 30 } }) },
      { deployed },
    );

    expect(run.find("kubernetes:core/v1:PersistentVolumeClaim", "data-postgres-0").inputs).toMatchObject({
      spec: { resources: { requests: { storage: "30Gi" } } },
    });
  });

  test("refuses an older release, before any object is declared, unless its data was restored", async () => {
    const older = { "openops:preset": "dev", "openops:version": "0.6.24" };
    const restored = { ...older, "openops:rollout": JSON.stringify({ downgradeTo: "0.6.24" }) };

    await expect(runProgram("dev", older, { deployed })).rejects.toThrow(
      [
        "What is configured does not fit what is deployed; it has 1 fault; nothing was changed.",
        "  openops:version: expected 0.6.25 or newer, as it is deployed, got 0.6.24: migrations do not run backwards, and an older release does not read what a newer one has stored (once a backup of that release is restored, or where none of its migrations has run, set rollout.downgradeTo: docs/operations.md, Upgrade)",
      ].join("\n"),
    );
    expect((await runProgram("dev", restored, { deployed })).outputs.version).toBe("0.6.24");
  });

  test("is refused on another cluster, before any object is declared", async () => {
    const elsewhere = "99999999-2222-3333-4444-555555555555";
    const refused = runProgram("dev", { "openops:preset": "dev" }, { deployed, clusterUid: elsewhere });

    await expect(refused).rejects.toThrow(
      [
        "The cluster of the stack has 1 fault; nothing was changed.",
        `  openops:cluster: expected the cluster that the stack is deployed to, with the UID ${mockClusterUid}, got one with the UID ${elsewhere}: the stack would start there without its data, and forget what it left (name the right context, or make a stack of its own for the other cluster)`,
      ].join("\n"),
    );
  });

  test("refuses everything that would lose data, all at once and before any object is declared", async () => {
    const refused = runProgram(
      "dev",
      {
        "openops:preset": "dev",
        "openops:namespace": "elsewhere",
        "openops:database": JSON.stringify({ name: "other", storage: { sizeGi: 10, storageClass: "gp3" } }),
        "openops:images": JSON.stringify({ postgres: { tag: "18.1" } }),
        "openops:services": JSON.stringify({
          tables: { storage: { claimName: "tables-data-pvc", accessMode: "ReadWriteMany" } },
        }),
      },
      { deployed },
    );

    await expect(refused).rejects.toThrow(
      [
        "What is configured does not fit what is deployed; it has 7 faults; nothing was changed.",
        "  openops:namespace: expected openops-dev as it is deployed, got elsewhere: the stack's data is in that namespace and would be deleted with it (pulumi config set openops:namespace openops-dev)",
        "  openops:database.name: expected openops as it is deployed, got other: the app would start with an empty database of the new name (pulumi config set --path 'openops:database.name' openops)",
        "  openops:images.postgres.tag: expected 17 as it is deployed, got 18: another major version does not start on this volume; dump the data, then restore it (pulumi config set --path 'openops:images.postgres.tag' 17)",
        "  openops:database.storage.sizeGi: expected at least the 20 it has, got 10: a volume grows in place and never shrinks (pulumi config set --path 'openops:database.storage.sizeGi' 20)",
        "  openops:database.storage.storageClass: expected no class, so the cluster's default, got gp3: another class would replace the volume and lose its data (pulumi config set --path 'openops:database.storage.storageClass' VALUE)",
        "  openops:services.tables.storage.claimName: expected tables-pvc as it is deployed, got tables-data-pvc: pods would get a new, empty volume of that name (pulumi config set --path 'openops:services.tables.storage.claimName' tables-pvc)",
        "  openops:services.tables.storage.accessMode: expected ReadWriteOnce as it is deployed, got ReadWriteMany: another mode would replace the volume and lose its data (pulumi config set --path 'openops:services.tables.storage.accessMode' ReadWriteOnce)",
      ].join("\n"),
    );
  });
});
