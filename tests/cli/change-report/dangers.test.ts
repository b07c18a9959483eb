import type { EngineStep } from "../../../cli/change-report/planned-step";
import { reportOf, engineStep } from "../../support/engine-events";

test("no danger is the guard of a component that goes", () => {
  const labels = { "app.kubernetes.io/component": "analytics" };
  const gone = (type: string) => engineStep("delete", { type, before: { metadata: { labels } } });
  const steps = ["apps/v1:Deployment", "networking.k8s.io/v1:NetworkPolicy"].map((type) =>
    gone(`kubernetes:${type}`),
  );
  expect(reportOf(engineStep("same", { name: "kept" }), ...steps).dangers).toEqual([]);
});

describe("dangers", () => {
  const kept = engineStep("same", { name: "kept", before: {}, after: {} });
  const claim = "kubernetes:core/v1:PersistentVolumeClaim";
  const database = "aws:rds/instance:Instance";
  const password = "random:index/randomPassword:RandomPassword";

  test.each<[string, EngineStep, RegExp | undefined]>([
    [
      "a deleted volume",
      engineStep("delete", { type: claim, before: {} }),
      /`thing` is DELETED; what is stored/,
    ],
    [
      "a replaced volume",
      engineStep("create-replacement", { type: claim, before: {}, after: {} }),
      /is REPLACED by an empty one/,
    ],
    ["a new volume beside what stays", engineStep("create", { type: claim, after: {} }), /is new and EMPTY/],
    [
      "a new volume for backups",
      engineStep("create", {
        type: claim,
        after: { metadata: { labels: { "app.kubernetes.io/component": "backup" } } },
      }),
      undefined,
    ],
    [
      "a new database beside what stays",
      engineStep("create", { type: database, after: {} }),
      /`thing` is new and EMPTY/,
    ],
    [
      "a new parameter group",
      engineStep("create", { type: "aws:rds/parameterGroup:ParameterGroup", after: {} }),
      undefined,
    ],
    ["a grown volume", engineStep("update", { type: claim, before: { a: 1 }, after: { a: 2 } }), undefined],
    [
      "a deleted namespace",
      engineStep("delete", { type: "kubernetes:core/v1:Namespace", before: {} }),
      /is DELETED/,
    ],
    [
      "a replaced database",
      engineStep("create-replacement", { type: database, before: {}, after: {} }),
      /is REPLACED/,
    ],
    [
      "a replaced parameter group",
      engineStep("create-replacement", {
        type: "aws:rds/parameterGroup:ParameterGroup",
        before: {},
        after: {},
      }),
      undefined,
    ],
    [
      "a public database",
      engineStep("update", {
        type: database,
        before: { publiclyAccessible: false },
        after: { publiclyAccessible: true },
      }),
      /gives up a safeguard: `publiclyAccessible`/,
    ],
    [
      "a database of Google Cloud with a public address",
      engineStep("update", {
        type: "gcp:sql/databaseInstance:DatabaseInstance",
        before: { settings: { ipConfiguration: { ipv4Enabled: false } } },
        after: { settings: { ipConfiguration: { ipv4Enabled: true } } },
      }),
      /gives up a safeguard: `settings.ipConfiguration.ipv4Enabled`/,
    ],
    [
      "a public database of Azure",
      engineStep("update", {
        type: "azure-native:dbforpostgresql:Server",
        before: { network: { publicNetworkAccess: "Disabled" } },
        after: { network: { publicNetworkAccess: "Enabled" } },
      }),
      /gives up a safeguard: `network.publicNetworkAccess`/,
    ],
    [
      "a database that becomes private",
      engineStep("update", {
        type: database,
        before: { publiclyAccessible: true },
        after: { publiclyAccessible: false },
      }),
      undefined,
    ],
    [
      "another encryption key",
      engineStep("create-replacement", { type: password, name: "encryptionKey", before: {}, after: {} }),
      /`encryptionKey` gets another value or goes/,
    ],
    [
      "another password",
      engineStep("create-replacement", {
        type: "random:index/randomPassword:RandomPassword",
        name: "redisPassword",
        before: {},
        after: {},
      }),
      undefined,
    ],
    [
      "given up protection",
      engineStep("same", { type: claim, before: {}, after: {}, protect: [true, false] }),
      /loses its protection/,
    ],
    [
      "new protection",
      engineStep("same", { type: claim, before: {}, after: {}, protect: [false, true] }),
      undefined,
    ],
    [
      "a removed NetworkPolicy",
      engineStep("delete", { type: "kubernetes:networking.k8s.io/v1:NetworkPolicy", before: {} }),
      /is removed, and with it what it guards against/,
    ],
    [
      "another major version of Postgres",
      engineStep("update", {
        type: "kubernetes:apps/v1:StatefulSet",
        before: { containers: [{ name: "postgres", image: "postgres:17.4" }] },
        after: { containers: [{ name: "postgres", image: "postgres:18.1" }] },
      }),
      /from major version 17 to 18/,
    ],
    [
      "another minor version of Postgres",
      engineStep("update", {
        type: "kubernetes:apps/v1:StatefulSet",
        before: { containers: [{ name: "postgres", image: "postgres:17.4" }] },
        after: { containers: [{ name: "postgres", image: "postgres:17.12" }] },
      }),
      undefined,
    ],
  ])("%s", (_, step, expected) => {
    const { dangers, markdown } = reportOf(kept, step);
    expect(dangers).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
    expect(markdown.includes(": DANGEROUS\n\n**Look at this first:**")).toBe(expected !== undefined);
  });
});

/** What is dangerous of steps beside something that stays. */
function dangersOf(...steps: readonly EngineStep[]): readonly string[] {
  return reportOf(engineStep("same", { name: "kept", before: {}, after: {} }), ...steps).dangers;
}

describe("an encryption key that was the id of a resource", () => {
  const former = { type: "random:index/randomBytes:RandomBytes", name: "encryptionKey", before: {} };
  const current = { type: "random:index/randomPassword:RandomPassword", name: "encryptionKey", after: {} };

  test("is no danger while its value is carried over, nor when that resource goes", () => {
    const unprotected = engineStep("same", { ...former, after: {}, protect: [true, false] });

    expect(dangersOf(unprotected, engineStep("create", current))).toEqual([]);
    expect(dangersOf(engineStep("delete", former), engineStep("same", { ...current, before: {} }))).toEqual(
      [],
    );
  });

  test("is one where both are gone or new at once", () => {
    const another = [expect.stringMatching(/`encryptionKey` gets another value or goes/)];

    expect(dangersOf(engineStep("create", current))).toEqual(another);
    expect(dangersOf(engineStep("delete", former))).toEqual(another);
    expect(dangersOf(engineStep("delete", former), engineStep("create", current))).toEqual([
      ...another,
      ...another,
    ]);
  });
});
