import { type configOf, assemble, faultsOf } from "../support/configuration";
import { describeFault } from "../../components/values/fault";
import { withNamespace } from "../../components/checks/stack-namespace";
import { releaseWithWorkers } from "../support/docs/releases";

/** Everything a stack of preset dev says wrong, with the line a person sees. */
describe("a configuration is refused with the path, what is expected, what was found and how to fix it", () => {
  const cases: readonly (readonly [what: string, values: Parameters<typeof configOf>[0], line: string])[] = [
    [
      "an unknown key, with the nearest known one",
      { preset: "dev", publicURL: "http://localhost" },
      "openops:publicURL: expected the key publicUrl, got the unknown key \"publicURL\" (pulumi config rm --path 'openops:publicURL')",
    ],
    [
      "an unknown key deep inside",
      { preset: "dev", services: { app: { replica: 2 } } },
      "openops:services.app.replica: expected the key replicas, got the unknown key \"replica\" (pulumi config rm --path 'openops:services.app.replica')",
    ],
    [
      "a mistyped secret",
      { preset: "dev", adminPasword: "x" },
      "openops:adminPasword: expected the key adminPassword, got the unknown key \"adminPasword\" (pulumi config rm --path 'openops:adminPasword')",
    ],
    [
      "a name that no variable has",
      { preset: "dev", services: { app: { env: { "log-level": "debug" } } } },
      "openops:services.app.env.log-level: expected a variable name in upper case, got the name \"log-level\" (pulumi config rm --path 'openops:services.app.env.log-level')",
    ],
    [
      "a label that Kubernetes would refuse",
      { preset: "dev", labels: { team: "Fin Ops" } },
      "openops:labels.team: expected at most 63 letters, digits, hyphens, underscores or dots, a letter or digit at both ends, got \"Fin Ops\" (pulumi config set --path 'openops:labels.team' VALUE)",
    ],
    [
      "an address without a scheme, told once",
      { preset: "dev", publicUrl: "openops.example.com" },
      'openops:publicUrl: expected an origin such as https://openops.example.com, without a path or a trailing slash, got "openops.example.com" (pulumi config set openops:publicUrl VALUE)',
    ],
    [
      "a port that no URL has",
      { preset: "dev", publicUrl: "http://localhost:80800" },
      'openops:publicUrl: expected an origin such as https://openops.example.com, without a path or a trailing slash, got "http://localhost:80800" (pulumi config set openops:publicUrl VALUE)',
    ],
    [
      "a wrong unit",
      { preset: "dev", services: { app: { resources: { limits: { memory: "2GB" } } } } },
      "openops:services.app.resources.limits.memory: expected a Kubernetes quantity such as 500m or 512Mi, got \"2GB\" (pulumi config set --path 'openops:services.app.resources.limits.memory' VALUE)",
    ],
    [
      "a size with a unit where the name has it",
      { preset: "dev", database: { storage: { sizeGi: "20Gi" } } },
      "openops:database.storage.sizeGi: expected a whole number from 1 to 65536, got \"20Gi\" (pulumi config set --path 'openops:database.storage.sizeGi' VALUE)",
    ],
    [
      "two pods of tables on a ReadWriteOnce volume",
      { preset: "dev", services: { tables: { replicas: 2 } } },
      "openops:services.tables.replicas: expected 1, or services.tables.storage.accessMode to be ReadWriteMany, got 2: its volume is ReadWriteOnce, so a second pod cannot mount it on another node (pulumi config set --path 'openops:services.tables.replicas' 1)",
    ],
    [
      "a limit below its request",
      { preset: "dev", services: { app: { resources: { limits: { memory: "900Mi" } } } } },
      "openops:services.app.resources.limits.memory: expected at least the request of 1Gi, got 900Mi (pulumi config set --path 'openops:services.app.resources.limits.memory' 1Gi)",
    ],
    [
      "no preset",
      {},
      "openops:preset: expected one of dev, ci, staging, prod, got nothing: a stack never takes its sizes and safeguards in silence (pulumi config set openops:preset dev)",
    ],
    [
      "latest in prod",
      {
        preset: "prod",
        publicUrl: "https://openops.example.com",
        version: "latest",
        images: tagged("1.0.0"),
      },
      "openops:version: expected a release, got latest: latest moves, so two pods of one stack could run different releases (pulumi config set openops:version VALUE)",
    ],
    [
      "latest as a tag in ci",
      { preset: "ci", images: { nginx: { tag: "latest" } } },
      "openops:images.nginx.tag: expected a fixed tag, got latest: latest moves, so two pods of one stack could run different releases (pulumi config set --path 'openops:images.nginx.tag' VALUE)",
    ],
    [
      "a Postgres password that breaks connection URLs",
      { preset: "dev", postgresPassword: "p@ssword-with-at" },
      "openops:postgresPassword: expected 8 to 128 letters, digits, hyphens or underscores (pulumi config set --secret openops:postgresPassword, or remove the key to have a value generated)",
    ],
    [
      "a next password that breaks connection URLs",
      { preset: "dev", postgresAppPasswordNext: "p@ssword-with-at" },
      "openops:postgresAppPasswordNext: expected 8 to 128 letters, digits, hyphens or underscores (pulumi config set --secret openops:postgresAppPasswordNext, or remove the key to keep the first one)",
    ],
    [
      "a next password that is the first one",
      { preset: "dev", redisPassword: "a-password", redisPasswordNext: "a-password" },
      "openops:redisPasswordNext: expected another value than redisPassword has: the clients have moved to it, so nothing is left to wait for (pulumi config rm --path 'openops:redisPasswordNext')",
    ],
    [
      "a count of changes for a secret that no service keeps a copy of",
      { preset: "dev", secrets: { copyChanges: { jwtSecret: 1 } } },
      "openops:secrets.copyChanges.jwtSecret: expected one of the keys analyticsAdminPassword, analyticsPoweruserPassword, postgresTablesReadPassword, got the unknown key \"jwtSecret\" (pulumi config rm --path 'openops:secrets.copyChanges.jwtSecret')",
    ],
    [
      "an encryption key of 31 characters",
      { preset: "dev", encryptionKey: "0123456789abcdef0123456789abcde" },
      "openops:encryptionKey: expected 32 hexadecimal digits, as `openssl rand -hex 16` prints them (pulumi config set --secret openops:encryptionKey, or remove the key to have a value generated)",
    ],
    [
      "the published default key of Superset",
      { preset: "dev", analyticsSecretKey: "thisISaSECRET_1234" },
      "openops:analyticsSecretKey: expected a value of your own: this one was published as a default (pulumi config set --secret openops:analyticsSecretKey, or remove the key to have a value generated)",
    ],
    [
      "engine processes that do not fit into a worker",
      { preset: "dev", ...releaseWithWorkers, services: { worker: { engineMemoryMi: 1024 } } },
      "openops:services.worker.resources.limits.memory: expected at least 4296Mi for 3 engine processes with a heap of 1024 MiB and 2 that are ready, got 2560Mi: the kernel ends the pod and its running flows otherwise (pulumi config set --path 'openops:services.worker.resources.limits.memory' 4296Mi)",
    ],
    [
      "a worker with too little CPU to start its processes",
      {
        preset: "dev",
        ...releaseWithWorkers,
        services: { worker: { resources: { requests: { cpu: "200m" }, limits: { cpu: "300m" } } } },
      },
      "openops:services.worker.resources.limits.cpu: expected at least 500m, got 300m: a run fails whose engine process is not ready in 10 seconds (pulumi config set --path 'openops:services.worker.resources.limits.cpu' 500m)",
    ],
    [
      "a pool whose minimum is above its maximum",
      { preset: "dev", services: { worker: { enginePoolMinimum: 5 } } },
      "openops:services.worker.enginePoolMinimum: expected at most enginePoolMaximum, which is 2, got 5 (pulumi config set --path 'openops:services.worker.enginePoolMinimum' VALUE)",
    ],
    [
      "a partition beyond the only pod",
      { preset: "dev", database: { updateStrategy: { partition: 2 } } },
      "openops:database.updateStrategy.partition: expected 0 or 1, since the StatefulSet has one pod, got 2 (pulumi config set --path 'openops:database.updateStrategy.partition' VALUE)",
    ],
    [
      "prod in clear",
      { preset: "prod" },
      "openops:publicUrl: expected an https:// origin in prod, got http://localhost:8080: sign-in and session cookies would cross the network in clear (pulumi config set openops:publicUrl https://openops.example.com)",
    ],
    [
      "a gateway that keeps out bodies which the app takes",
      { preset: "dev", services: { app: { requestBodyLimitMi: 20 } } },
      "openops:services.gateway.bodyLimitMi: expected at least the app's requestBodyLimitMi, which is 20, got 10 (pulumi config set --path 'openops:services.gateway.bodyLimitMi' 20)",
    ],
    [
      "a public URL with a path",
      { preset: "dev", publicUrl: "http://localhost:8080/" },
      'openops:publicUrl: expected an origin such as https://openops.example.com, without a path or a trailing slash, got "http://localhost:8080/" (pulumi config set openops:publicUrl VALUE)',
    ],
    [
      "the name by which OpenOps knows a developer's machine",
      { preset: "dev", services: { app: { environmentName: "local" } } },
      "openops:services.app.environmentName: expected a name other than local, with which Code steps of flows fail, got \"local\" (pulumi config set --path 'openops:services.app.environmentName' VALUE)",
    ],
    [
      "a release that is not known, of which tables is not told",
      { preset: "dev", execution: "worker", version: "0.9.0", services: { analytics: { enabled: false } } },
      "openops:version: expected a release that is known (0.6.23, 0.6.24, 0.6.25), or what was published with this one: images.tables.tag, got 0.9.0: its docker-compose.yml has the tags, and a service openops-engine or openops-worker: https://github.com/openops-cloud/openops/blob/0.9.0/deploy/docker-compose/docker-compose.yml (pulumi config set --path 'openops:images.tables.tag' VALUE)",
    ],
    [
      "a variable that a declaration sets",
      { preset: "dev", services: { app: { env: { OPS_LOG_LEVEL: "debug" } } } },
      "openops:services.app.env.OPS_LOG_LEVEL: expected a variable that this program does not set itself, got OPS_LOG_LEVEL: services would no longer agree on its value (pulumi config rm --path 'openops:services.app.env.OPS_LOG_LEVEL')",
    ],
    [
      "an unknown kind of store",
      { preset: "dev", database: { kind: "mysql" } },
      "openops:database.kind: expected a known kind, got \"mysql\" (pulumi config set --path 'openops:database.kind' VALUE)",
    ],
    [
      "text where a map belongs",
      { preset: "dev", services: "all" },
      `openops:services: expected a map, got "all" (pulumi config rm --path 'openops:services', then pulumi config set --path 'openops:services.KEY' VALUE)`,
    ],
  ];

  test.each(cases)("%s", (_what, values, line) => {
    expect(faultsOf(values ?? {})).toEqual([line]);
  });

  function tagged(tag: string) {
    return { tables: { tag }, analytics: { tag } };
  }
});

describe("faults", () => {
  test("are found all at once, schema faults beside broken rules and bad secrets", () => {
    const paths = assemble({
      values: {
        nonsense: "1",
        services: { tables: { replicas: 2 }, app: { resources: { limits: { cpu: "lots" } } } },
        rollout: { maxSurge: 3 },
        postgresPassword: "a b c d e f",
      },
    }).faults.map(({ path }) => path);

    expect(paths.sort()).toEqual([
      "nonsense",
      "postgresPassword",
      "preset",
      "rollout.maxSurge",
      "services.app.resources.limits.cpu",
      "services.tables.replicas",
    ]);
  });

  test("are found beside a value that is missing deep inside, whose object is told of once", () => {
    const { faults } = assemble({
      values: {
        preset: "dev",
        database: { kind: "gcp" },
        clouds: { gcp: { project: "openops-prod", region: "europe-west1", network: "openops" } },
        rollout: { maxSurge: 3 },
      },
    });

    expect(faults.map(({ path }) => path)).toEqual(["clouds.gcp.services", "rollout.maxSurge"]);
  });

  test("of secrets never show the value", () => {
    const shown = faultsOf({ preset: "dev", encryptionKey: "not-a-key-but-quite-secret" }).join("\n");

    expect(shown).toContain("openops:encryptionKey");
    expect(shown).not.toContain("quite-secret");
  });

  test("name the leaf of an encrypted value in the wrong place", () => {
    const { faults } = assemble({
      values: { preset: "dev", services: { app: { env: { TOKEN: "decrypted-token" } } } },
      encryptedPaths: ["services.app.env.TOKEN"],
    });

    expect(faults.map(describeFault)).toEqual([
      "openops:services.app.env.TOKEN: expected a value in clear, got an encrypted one: only extraSecrets and the keys named after secrets hold secrets; the value of another key is shown in previews (pulumi config set --plaintext --path 'openops:services.app.env.TOKEN' VALUE)",
    ]);
  });

  test("name a secret that is written in clear", () => {
    const { faults } = assemble({
      values: { preset: "dev", adminPassword: "correct-horse" },
      inClear: ["adminPassword"],
    });

    expect(faults.map(describeFault)).toEqual([
      "openops:adminPassword: expected an encrypted value, got one in clear (pulumi config set --secret openops:adminPassword)",
    ]);
  });
});

test("an empty stack of preset dev is complete", () => {
  expect(faultsOf({ preset: "dev" })).toEqual([]);
});

test("a stack whose name makes no namespace needs one of its own", () => {
  const { faults, config } = withNamespace(assemble({ values: { preset: "dev" } }), "-".repeat(80));

  expect(config).toBeUndefined();
  expect(faults.map(({ path, expected }) => [path, expected])).toEqual([
    ["namespace", "a name of your own, because the stack's name makes none"],
  ]);
});
