import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { adoptedSecrets } from "../../../cli/adopt/adopted-secrets";
import { adoptedSettings, withSetting } from "../../../cli/adopt/adopted-config";
import { environmentOf } from "../../../cli/adopt/live-environment";
import {
  at,
  installationFrom,
  ofRelease,
  releasesIn,
  type LiveInstallation,
} from "../../../cli/adopt/live-installation";
import { obstacles } from "../../../cli/adopt/blockers";
import { describeFault } from "../../../components/values/fault";
import { isRawMap, type Raw, type RawMap } from "../../../components/config/layers";
import { configOf } from "../../support/configuration";

const config = configOf();

/** A claim as the controller of a StatefulSet makes it. */
function claim(name: string, storage: string, more: RawMap = {}): RawMap {
  const spec = {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage } },
    storageClassName: "gp3",
  };
  return { kind: "PersistentVolumeClaim", metadata: { name }, spec: { ...spec, ...more } };
}

/** The objects of a release, its Secret as the API server has it. */
function release(): readonly RawMap[] {
  const text = readFileSync("tests/engine/adoption/helm-release.yaml", "utf8");
  const objects = parseAllDocuments(text).flatMap((document) => {
    const content: unknown = document.toJS();
    return isRawMap(content) ? [withData(content)] : [];
  });
  return [...objects, claim("data-postgres-0", "25Gi"), claim("data-redis-0", "5Gi")];
}

function withData({ stringData, ...object }: RawMap): RawMap {
  const entries = Object.entries(isRawMap(stringData) ? stringData : {});
  const data = entries.map(([key, value]) => [key, Buffer.from(String(value)).toString("base64")] as const);
  return object.kind === "Secret" ? { ...object, data: Object.fromEntries(data) } : object;
}

/** The release with another value at a path of one object. */
function changed(object: string, path: readonly string[], value: Raw): LiveInstallation {
  const objects = release().map((content) => {
    const isMeant = object === `${String(content.kind)} ${String(at(content, "metadata", "name"))}`;
    const result = isMeant ? withSetting(content, path, value) : content;
    return isRawMap(result) ? result : content;
  });
  return installationFrom("openops", objects);
}

const secretData = (key: string, value: string): LiveInstallation =>
  changed("Secret openops-env", ["data", key], Buffer.from(value).toString("base64"));

const running = installationFrom("openops", release());

function faultsOf(installation: LiveInstallation): readonly string[] {
  const { secrets, faults } = adoptedSecrets(installation, config);
  return [...obstacles(installation, { config, secrets }), ...faults].map(describeFault);
}

describe("the variables of running pods", () => {
  test("come from Secrets, ConfigMaps and each other, as Kubernetes puts them together", () => {
    const [app, tables] = [environmentOf(running, "app"), environmentOf(running, "tables")];
    expect(app.get("OPS_PUBLIC_URL")).toEqual({
      value: "https://openops.example.com",
      source: "ConfigMap openops-config",
    });
    expect(app.get("OPS_ENCRYPTION_KEY")?.source).toBe("Secret openops-env");
    expect(tables.get("SECRET_KEY")).toEqual(app.get("OPS_ENCRYPTION_KEY"));
    expect(tables.get("DATABASE_USER")).toEqual({ value: "postgres", source: "Deployment openops-tables" });
  });

  test("are none where there are no pods", () => {
    expect(environmentOf(running, "worker").size).toBe(0);
  });
});

describe("the secrets that are kept", () => {
  test("are those that the pods have, and no password of a role that is not this program's", () => {
    expect(adoptedSecrets(running, config).secrets.map(({ name }) => name)).toEqual([
      "encryptionKey",
      "jwtSecret",
      "tablesSecretKey",
      "tablesJwtKey",
      "adminPassword",
      "analyticsAdminPassword",
      "analyticsPoweruserPassword",
      "analyticsSecretKey",
      "postgresPassword",
    ]);
  });

  test("do not include a password that cannot be a part of a URL, which is said", () => {
    const { secrets, notes, faults } = adoptedSecrets(
      secretData("OPS_POSTGRES_PASSWORD", "with/slash+and=more"),
      config,
    );
    expect(secrets.map(({ name }) => name)).not.toContain("postgresPassword");
    expect(notes).toEqual([expect.stringMatching(/^postgresPassword gets a new value: .*change it there/)]);
    expect(faults).toEqual([]);
  });
});

describe("what cannot be taken over", () => {
  test("is nothing in a release as the chart makes it", () => {
    expect(faultsOf(running)).toEqual([]);
  });

  test.each<[string, LiveInstallation, RegExp]>([
    [
      "a published key of analytics",
      secretData("SUPERSET_SECRET_KEY", "thisISaSECRET_1234"),
      /^openops:analyticsSecretKey: expected a value of your own: this one was published as a default \(change it in the running/,
    ],
    [
      "an encryption key of another form",
      secretData("OPS_ENCRYPTION_KEY", "short"),
      /^openops:encryptionKey: expected 32 hexadecimal digits/,
    ],
    [
      "a server outside the cluster",
      installationFrom(
        "openops",
        release().filter(
          ({ kind, metadata }) => kind !== "StatefulSet" || at(metadata, "name") !== "postgres",
        ),
      ),
      /^openops:database.kind: expected a StatefulSet postgres, got a server at postgres: only servers in the cluster/,
    ],
    [
      "a claim of another name",
      installationFrom(
        "openops",
        release().filter(({ metadata }) => at(metadata, "name") !== "data-redis-0"),
      ),
      /^openops:cache.storage: expected a PersistentVolumeClaim data-redis-0, got none/,
    ],
    [
      "a claim of Redis that several pods can mount",
      changed("PersistentVolumeClaim data-redis-0", ["spec", "accessModes"], ["ReadWriteMany"]),
      /^openops:cache.storage: expected a claim data-redis-0 with the access mode ReadWriteOnce, got \["ReadWriteMany"\]/,
    ],
    [
      "a claim of tables that no pod can write to",
      changed("PersistentVolumeClaim tables-data-pvc", ["spec", "accessModes"], ["ReadOnlyMany"]),
      /^openops:services.tables.storage: expected a claim tables-data-pvc with the access mode ReadWriteOnce or ReadWriteMany/,
    ],
    [
      "files of another user",
      changed("StatefulSet postgres", ["spec", "template", "spec", "securityContext", "runAsUser"], 1000),
      /^openops:database.storage: expected files of user 999, .* got a server that runs as user 1000/,
    ],
    [
      "a secret in clear in a pod's template",
      changed("Deployment nginx", ["spec", "template", "metadata", "annotations"], {
        key: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
      }),
      /^openops:(encryptionKey|tablesSecretKey): expected a value in a Secret, got one in clear in Deployment nginx/,
    ],
  ])("is %s", (_what, installation, fault) => {
    const faults = faultsOf(installation);
    expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
    expect(faults.join("\n")).not.toContain("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
  });
});

describe("the configuration that is written", () => {
  const pathsOf = (installation: LiveInstallation) =>
    Object.fromEntries(adoptedSettings(installation, config).map(({ path, value }) => [path, value]));

  test("is what differs from the stack's, and nothing else", () => {
    expect(pathsOf(running)).toEqual({
      namespace: "openops",
      "availability.protectData": true,
      publicUrl: "https://openops.example.com",
      "admin.email": "owner@example.com",
      version: "0.6.24",
      "images.postgres.tag": "18.1",
      "images.redis.tag": "7.4.0",
      "database.storage.sizeGi": 25,
      "database.storage.storageClass": "gp3",
      "cache.storage.storageClass": "gp3",
      "services.tables.storage.claimName": "tables-data-pvc",
    });
  });

  test("says of a release that is not known what runs its flows, and its images", () => {
    const containers = ["spec", "template", "spec", "containers"];
    const app = { name: "openops-app", image: "public.ecr.aws/openops/openops-app:1.0.0" };
    const unknown = changed("Deployment openops-app", containers, [app]);

    expect(pathsOf(unknown)).toMatchObject({
      version: "1.0.0",
      execution: "engine",
      "images.tables.tag": "0.2.17",
      "images.analytics.tag": "0.14.7",
    });
  });

  test("says where several pods of tables can mount their volume", () => {
    const modes = ["spec", "accessModes"];
    const shared = changed("PersistentVolumeClaim tables-data-pvc", modes, ["ReadWriteMany"]);
    expect(pathsOf(shared)["services.tables.storage.accessMode"]).toBe("ReadWriteMany");
    expect(faultsOf(shared)).toEqual([]);
  });

  test("has a size in whole GiB, never less than the volume's", () => {
    const path = ["spec", "resources", "requests", "storage"];
    const size = changed("PersistentVolumeClaim data-postgres-0", path, "20500Mi");
    expect(pathsOf(size)["database.storage.sizeGi"]).toBe(21);
  });
});

test("of several releases in a namespace one is taken, with what belongs to none", () => {
  const of = (name: string): RawMap => ({
    kind: "Service",
    metadata: { name, annotations: { "meta.helm.sh/release-name": name } },
  });
  const both = installationFrom("openops", [
    of("one"),
    of("two"),
    { kind: "Secret", metadata: { name: "env" } },
  ]);
  expect(releasesIn(both)).toEqual(["one", "two"]);
  expect(ofRelease(both, "one").objects.map(({ name }) => name)).toEqual(["one", "env"]);
});
