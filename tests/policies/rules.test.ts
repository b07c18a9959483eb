import type { CheckedResource, Settings } from "../../policies/rule";
import { rules } from "../../policies/rules";
import { entranceCases } from "./entrance-cases";
import {
  budget,
  claim,
  confined,
  deployment,
  digest,
  encryptionKey,
  env,
  ingress,
  labels,
  policy,
  rds,
  resource,
  secret,
  sizes,
  type RuleCases,
} from "./resources";

/** For each rule, what keeps it and what breaks it. */
const cases: Readonly<Record<string, RuleCases>> = {
  "no-latest-tag": {
    kept: [
      ["a tag", deployment({ image: "registry:5000/image:1.2" })],
      ["a digest", deployment({ image: `image@${digest}` })],
    ],
    broken: [
      ["The image image:latest of container main has the tag latest", deployment({ image: "image:latest" })],
      [
        "The image registry:5000/image of container main has no tag",
        deployment({ image: "registry:5000/image" }),
      ],
    ],
  },
  "images-by-digest": {
    kept: [["a digest beside the tag", deployment({ image: `image:1@${digest}` })]],
    broken: [["The image image:1 of container main has no digest.", deployment({})]],
  },
  probes: {
    kept: [
      ["both probes", deployment({ readinessProbe: {}, livenessProbe: {} })],
      ["a Job", { ...deployment({}), type: "kubernetes:batch/v1:Job" }],
    ],
    broken: [["Container main has no livenessProbe.", deployment({ readinessProbe: {} })]],
  },
  "resource-limits": {
    kept: [["all four", deployment({ resources: { requests: sizes, limits: sizes } })]],
    broken: [
      [
        "Container main has no limits.cpu.",
        deployment({ resources: { requests: sizes, limits: { memory: "1Gi" } } }),
      ],
    ],
  },
  "non-root": {
    kept: [
      ["a user of its own", deployment({ securityContext: { runAsNonRoot: true } })],
      ["the pod's user", deployment({}, { securityContext: { runAsNonRoot: true } })],
      ["a listed exception", deployment({ name: "tables" })],
    ],
    broken: [
      ["Container main may run as root", deployment({})],
      [
        "may run as root",
        deployment({ securityContext: { runAsNonRoot: false } }, { securityContext: { runAsNonRoot: true } }),
      ],
    ],
  },
  "no-privilege-escalation": {
    kept: [["a confined container", deployment({ securityContext: confined })]],
    broken: [
      ["Container main is privileged.", deployment({ securityContext: { ...confined, privileged: true } })],
      [
        "Container main may gain privileges",
        deployment({ securityContext: { capabilities: { drop: ["ALL"] } } }),
      ],
      [
        "Container main keeps capabilities",
        deployment({ securityContext: { allowPrivilegeEscalation: false } }),
      ],
    ],
  },
  "no-host-access": {
    kept: [["an empty volume", deployment({}, { volumes: [{ name: "tmp", emptyDir: {} }] })]],
    broken: [
      ["Its pods use hostNetwork.", deployment({}, { hostNetwork: true })],
      [
        "Its pods use hostPath of volume logs.",
        deployment({}, { volumes: [{ name: "logs", hostPath: {} }] }),
      ],
      ["Its pods use hostPort of container main.", deployment({ ports: [{ hostPort: 80 }] })],
    ],
  },
  "verified-tls": {
    kept: [
      ["full verification", deployment(env("PGSSLMODE", "verify-full"))],
      ["no TLS at all, inside the cluster", deployment(env("PGSSLMODE", "disable"))],
    ],
    broken: [
      ["The variable PGSSLMODE of container main switches off", deployment(env("PGSSLMODE", "require"))],
      ["The variable NODE_TLS_REJECT_UNAUTHORIZED", deployment(env("NODE_TLS_REJECT_UNAUTHORIZED", "0"))],
      ["The variable URL", deployment(env("URL", "rediss://host?ssl_cert_reqs=none"))],
    ],
  },
  "no-known-secret": {
    kept: [
      ["a generated value", secret({ stringData: { key: "kq3Zr8" } })],
      ["a plain variable of such a value", deployment(env("DATABASE_USER", "openops"))],
    ],
    broken: [
      [
        "The value of SUPERSET_SECRET_KEY is published",
        secret({ stringData: { SUPERSET_SECRET_KEY: "thisISaSECRET_1234" } }),
      ],
      [
        "The value of key is published",
        secret({ data: { key: Buffer.from("changeme").toString("base64") } }),
      ],
      ["The value of ADMIN_PASSWORD is published", deployment(env("ADMIN_PASSWORD", "postgres"))],
    ],
  },
  "no-random-id": {
    kept: [
      ["a password", resource("random:index/randomPassword:RandomPassword", {})],
      ["a ConfigMap", resource("kubernetes:core/v1:ConfigMap", {})],
    ],
    broken: ["Bytes", "Id", "String", "Uuid", "Uuid4", "Uuid7"].map(
      (kind): readonly [string, CheckedResource] => [
        "Its id is its value",
        resource(`random:index/random${kind}:Random${kind}`, {}),
      ],
    ),
  },
  "network-policies": {
    kept: [["a policy for the pods", deployment({}), policy(labels)]],
    broken: [
      ["No NetworkPolicy selects its pods", deployment({}), policy({ app: "other" })],
      ["No NetworkPolicy selects its pods", deployment({}), policy({})],
    ],
  },
  "disruption-budgets": {
    kept: [
      ["a budget for two pods", deployment({}, {}, 2), budget(labels)],
      ["one pod without a budget", deployment({})],
    ],
    broken: [["No PodDisruptionBudget selects its pods", deployment({}, {}, 2)]],
  },
  ...entranceCases,
  "private-stores": {
    kept: [
      ["a private instance", rds({ publiclyAccessible: false })],
      [
        "a private Cloud SQL",
        resource("gcp:sql/databaseInstance:DatabaseInstance", {
          settings: { ipConfiguration: { ipv4Enabled: false } },
        }),
      ],
    ],
    broken: [
      ["It can be reached from the internet: publiclyAccessible is true.", rds({ publiclyAccessible: true })],
      ["ipv4Enabled is not false", resource("gcp:sql/databaseInstance:DatabaseInstance", {})],
      [
        "publicNetworkAccess is Enabled",
        resource("azure-native:dbforpostgresql:Server", { network: { publicNetworkAccess: "Enabled" } }),
      ],
    ],
  },
  "encryption-at-rest": {
    kept: [["an encrypted instance", rds({ storageEncrypted: true })]],
    broken: [["It stores data in clear: storageEncrypted is not set.", rds({})]],
  },
  "encryption-in-transit": {
    kept: [
      [
        "an encrypting cache",
        resource("aws:elasticache/replicationGroup:ReplicationGroup", { transitEncryptionEnabled: true }),
      ],
    ],
    broken: [
      [
        "takes connections in clear: transitEncryptionMode is not set",
        resource("gcp:redis/instance:Instance", {}),
      ],
    ],
  },
  backups: {
    kept: [["a week", rds({ backupRetentionPeriod: 7 })]],
    broken: [["Its backups are kept for 1 days; 7 are wanted.", rds({ backupRetentionPeriod: 1 })]],
  },
  "deletion-protection": {
    kept: [["a protected instance", rds({ deletionProtection: true })]],
    broken: [
      ["The cloud lets it be deleted: deletionProtection is false.", rds({ deletionProtection: false })],
    ],
  },
  "protect-data": {
    kept: [
      ["a protected volume", claim(true)],
      ["a protected key", encryptionKey(true)],
      ["a ConfigMap", resource("kubernetes:core/v1:ConfigMap", {})],
    ],
    broken: [
      ["It holds data, or the key to them, and is not protected", claim(false)],
      ["It holds data", encryptionKey(false)],
      ["It holds data", rds({})],
    ],
  },
};

function messages(
  name: string,
  resources: readonly CheckedResource[],
  settings: Settings = {},
): readonly string[] {
  const rule = rules.find((known) => known.name === name);
  if (rule === undefined) {
    throw new Error(`There is no rule ${name}`);
  }
  const found =
    rule.kind === "stack"
      ? rule.check(resources)
      : resources.flatMap((each) => rule.check(each, { ...rule.settings, ...settings }));
  return found.map(({ message }) => message);
}

const listed = (side: "kept" | "broken") =>
  Object.entries(cases).flatMap(([name, sides]) =>
    sides[side].map(([text, ...resources]) => [name, text, resources] as const),
  );

test("every rule has cases that keep it and cases that break it", () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map(({ name }) => name).sort());
});

test.each(listed("kept"))("%s is kept by %s", (name, _, resources) => {
  expect(messages(name, resources)).toEqual([]);
});

test.each(listed("broken"))("%s is broken: %s", (name, text, resources) => {
  expect(messages(name, resources)).toEqual([expect.stringContaining(text)]);
});

test("settings say what an organisation wants otherwise", () => {
  expect(messages("backups", [rds({ backupRetentionPeriod: 1 })], { minDays: 1 })).toEqual([]);
  expect(messages("non-root", [deployment({})], { except: ["main"] })).toEqual([]);
  expect(messages("encrypted-entrance", [ingress({})], { except: ["thing"] })).toEqual([]);
});
