import { privilegeExceptions } from "../../../components/stack/declared-services";
import { mockSecret, runProgram, type ProgramRun } from "../../support/program";
import { containersOf, podSpecsOf, secretKeysOf } from "../../support/pods";
import { releaseWithWorkers } from "../../support/docs/releases";
import { writtenConfig } from "../../support/written-config";

let engineStack: ProgramRun;
let workerStack: ProgramRun;

beforeAll(async () => {
  const services = { app: { replicas: 2 } };
  engineStack = await runProgram("dev", writtenConfig({ preset: "dev", services }));
  workerStack = await runProgram("dev", writtenConfig({ preset: "dev", ...releaseWithWorkers }));
});

function deployment(name: string, run = engineStack) {
  return run.find("kubernetes:apps/v1:Deployment", name).inputs;
}

describe("every pod", () => {
  test("has no token of the Kubernetes API and no variables of other Services", () => {
    const pods = [...podSpecsOf(engineStack), ...podSpecsOf(workerStack)];

    expect(pods.map(({ spec }) => [spec.automountServiceAccountToken, spec.enableServiceLinks])).toEqual(
      pods.map(() => [false, false]),
    );
  });

  test("bounds what each of its containers may use", () => {
    const unbounded = containersOf(engineStack).filter(
      ({ container }) =>
        container.resources?.limits?.memory === undefined || container.resources.requests === undefined,
    );

    expect(unbounded).toEqual([]);
  });

  test("runs restricted, but for the containers that are listed with a reason", () => {
    const restricted = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    };
    const others = [...containersOf(engineStack), ...containersOf(workerStack)].filter(({ container }) => {
      const context = container.securityContext;
      return !Object.entries(restricted).every(
        ([field, value]) => JSON.stringify(context?.[field]) === JSON.stringify(value),
      );
    });

    expect([...new Set(others.map(({ container }) => container.name))].sort()).toEqual(["app", "tables"]);
    expect(Object.keys(privilegeExceptions)).toEqual(["app", "tables"]);
  });

  test("that is an exception stays within what baseline allows", () => {
    for (const { capabilities } of Object.values(privilegeExceptions)) {
      expect(capabilities).toEqual([
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "KILL",
        "NET_BIND_SERVICE",
        "SETGID",
        "SETUID",
      ]);
    }
  });

  test("takes secrets from one Secret and shows none in its variables", () => {
    const text = JSON.stringify(podSpecsOf(engineStack));

    expect(text).not.toContain(mockSecret(""));
  });
});

describe("a Secret holds exactly what its workload declares:", () => {
  test.each([
    [
      "openops-app",
      [
        "OPS_ANALYTICS_ADMIN_PASSWORD",
        "OPS_ENCRYPTION_KEY",
        "OPS_JWT_SECRET",
        "OPS_OPENOPS_ADMIN_PASSWORD",
        "OPS_POSTGRES_PASSWORD",
        "OPS_POSTGRES_URL",
        "OPS_REDIS_URL",
      ],
    ],
    ["openops-engine", ["OPS_ENCRYPTION_KEY", "OPS_REDIS_URL"]],
    [
      "openops-tables",
      ["BASEROW_ADMIN_PASSWORD", "BASEROW_JWT_SIGNING_KEY", "DATABASE_PASSWORD", "REDIS_URL", "SECRET_KEY"],
    ],
    [
      "openops-analytics",
      [
        "ADMIN_PASSWORD",
        "DATABASE_PASSWORD",
        "OPENOPS_ANALYTICS_REDIS_URL",
        "POWERUSER_PASSWORD",
        "SUPERSET_SECRET_KEY",
      ],
    ],
    ["postgres", ["POSTGRES_PASSWORD"]],
    ["redis", ["REDISCLI_AUTH"]],
    ["redis-users", ["users.acl"]],
    [
      "openops-database-bootstrap",
      [
        "PASSWORD_OF_OPENOPS_ANALYTICS",
        "PASSWORD_OF_OPENOPS_APP",
        "PASSWORD_OF_OPENOPS_TABLES",
        "PASSWORD_OF_OPENOPS_TABLES_RO",
        "PGPASSWORD",
      ],
    ],
  ])("%s", (name, keys) => {
    expect(secretKeysOf(engineStack, name)).toEqual(keys);
  });

  test("openops-worker", () => {
    expect(secretKeysOf(workerStack, "openops-worker")).toEqual([
      "OPS_ENCRYPTION_KEY",
      "OPS_JWT_SECRET",
      "OPS_REDIS_URL",
    ]);
  });
});

test("every Secret's values are encrypted in the state", () => {
  const secrets = engineStack.resources.filter(({ type }) => type === "kubernetes:core/v1:Secret");

  expect(secrets.map(({ secretInputs }) => secretInputs)).toEqual(secrets.map(() => ["stringData"]));
});

describe("objects that a changed value replaces", () => {
  test("are immutable and have no name of their own", () => {
    const kinds = ["kubernetes:core/v1:Secret", "kubernetes:core/v1:ConfigMap"];
    const found = engineStack.resources.filter(({ type }) => kinds.includes(type));

    expect(found.length).toBe(13);
    expect(found.filter(({ inputs }) => inputs.immutable !== true)).toEqual([]);
    expect(found.filter(({ inputs }) => JSON.stringify(inputs.metadata).includes('"name":'))).toEqual([]);
  });
});

describe("a Deployment", () => {
  test("keeps every pod while it rolls", () => {
    expect(deployment("openops-app")).toMatchObject({
      spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    });
  });

  test("of tables stops the old pod first, since its volume has one owner", () => {
    expect(deployment("openops-tables")).toMatchObject({ spec: { strategy: { type: "Recreate" } } });
  });

  test("is known by a selector that never changes, which a Job of the same service does not match", () => {
    expect(deployment("openops-app")).toMatchObject({
      spec: { selector: { matchLabels: { app: "openops-app" } } },
    });
  });

  test("may take as long to become ready as the configuration says", () => {
    const { options } = engineStack.find("kubernetes:apps/v1:Deployment", "openops-app");

    expect(options.customTimeouts).toEqual({ create: "30m", update: "30m" });
    expect(deployment("openops-app")).toMatchObject({ spec: { progressDeadlineSeconds: 1800 } });
  });

  test("that runs flows lets the longest one finish before it ends", () => {
    for (const inputs of [deployment("openops-engine"), deployment("openops-worker", workerStack)]) {
      expect(inputs).toMatchObject({ spec: { template: { spec: { terminationGracePeriodSeconds: 660 } } } });
    }
  });
});

describe("a store", () => {
  test("has a claim template that never changes and a declared claim of the pod's name", () => {
    const template = [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ];
    const set = engineStack.find("kubernetes:apps/v1:StatefulSet", "postgres");

    expect(set.inputs).toMatchObject({
      spec: {
        serviceName: "postgres-headless",
        replicas: 1,
        updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
        volumeClaimTemplates: template,
      },
    });
    expect(
      engineStack.find("kubernetes:core/v1:PersistentVolumeClaim", "data-postgres-0").inputs,
    ).toMatchObject({
      metadata: { name: "data-postgres-0" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "20Gi" } } },
    });
  });

  test("takes size, class and annotations of its volume from the configuration", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:cache": JSON.stringify({
        storage: {
          sizeGi: 8,
          storageClass: "gp3",
          annotations: { "snapshot.storage.kubernetes.io/enabled": "true" },
        },
      }),
    });

    expect(run.find("kubernetes:core/v1:PersistentVolumeClaim", "data-redis-0").inputs).toMatchObject({
      metadata: { annotations: { "snapshot.storage.kubernetes.io/enabled": "true" } },
      spec: { storageClassName: "gp3", resources: { requests: { storage: "8Gi" } } },
    });
  });

  test("of Redis keeps every key on disk and never evicts one", () => {
    const { inputs } = engineStack.find("kubernetes:core/v1:ConfigMap", "redis");

    expect(inputs.data).toEqual({
      "redis.conf": [
        "port 6379",
        "dir /data",
        "appendonly yes",
        "appendfsync everysec",
        "save 900 1 300 10 60 10000",
        "maxmemory 402653184",
        "maxmemory-policy noeviction",
        "notify-keyspace-events Ex",
        "aclfile /etc/openops/redis-users/users.acl",
        "",
      ].join("\n"),
    });
  });

  test("gives server and clients the same password", () => {
    const password = mockSecret("redisPassword");
    const users = engineStack.find("kubernetes:core/v1:Secret", "redis-users").inputs;
    const app = engineStack.find("kubernetes:core/v1:Secret", "openops-app").inputs;

    expect(users).toMatchObject({
      stringData: { "users.acl": `user default on >${password} ~* &* +@all\n` },
    });
    expect(app).toMatchObject({
      stringData: { OPS_REDIS_URL: `redis://:${password}@redis.openops-dev.svc:6379/0` },
    });
  });

  test("of Redis takes both passwords while clients move to the next one", async () => {
    const run = await runProgram(
      "dev",
      { "openops:preset": "dev", "openops:redisPasswordNext": "next-password" },
      { secretKeys: ["openops:redisPasswordNext"] },
    );
    const first = mockSecret("redisPassword");

    expect(run.find("kubernetes:core/v1:Secret", "redis-users").inputs).toMatchObject({
      stringData: { "users.acl": `user default on >${first} >next-password ~* &* +@all\n` },
    });
    expect(run.find("kubernetes:core/v1:Secret", "openops-app").inputs).toMatchObject({
      stringData: { OPS_REDIS_URL: "redis://:next-password@redis.openops-dev.svc:6379/0" },
    });
  });

  test("gives a secret from the configuration precedence over the generated one", async () => {
    const run = await runProgram(
      "dev",
      { "openops:preset": "dev", "openops:redisPassword": "given-password" },
      { secretKeys: ["openops:redisPassword"] },
    );

    expect(run.find("kubernetes:core/v1:Secret", "redis").inputs).toMatchObject({
      stringData: { REDISCLI_AUTH: "given-password" },
    });
    expect(run.find("random:index/randomPassword:RandomPassword", "redisPassword").inputs.length).toBe(40);
  });
});
