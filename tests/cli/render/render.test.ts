import { parse } from "yaml";
import { toYaml } from "../../../cli/render/manifest-folder";
import { nothingRecorded } from "../../../cli/render/recorded-stack";
import { renderObjects, type RenderedObject, type Rendering } from "../../../cli/render/rendered-objects";
import { isRawMap, type RawMap } from "../../../components/config/layers";
import { podSpecsOf } from "../../support/pods";

const config = { "openops:preset": "dev", "openops:adminPassword": { secure: "v1:encrypted" } };

/** What was rendered, by what the configuration says more. */
const renderings = new Map<string, Promise<Rendering>>();

function rendering(more: RawMap = {}): Promise<Rendering> {
  const name = JSON.stringify(more);
  const made = renderings.get(name) ?? renderAnew(more);
  renderings.set(name, made);
  return made;
}

function renderAnew(more: RawMap): Promise<Rendering> {
  const file = { stack: "dev", name: "Pulumi.dev.yaml", content: {}, config: { ...config, ...more } };
  return renderObjects(process.cwd(), { file, recorded: nothingRecorded, secrets: true });
}

async function render(more: RawMap = {}): Promise<readonly RenderedObject[]> {
  return (await rendering(more)).objects;
}

function namesOf(objects: readonly RenderedObject[]): readonly string[] {
  return objects.map(({ kind, name }) => `${kind} ${name}`);
}

describe("rendered objects", () => {
  test("hold placeholders instead of secrets", async () => {
    const secret = (await render()).find(
      ({ kind, name }) => kind === "Secret" && name.startsWith("openops-tables"),
    );

    expect(secret?.content.stringData).toEqual({
      BASEROW_ADMIN_PASSWORD: "GENERATED-adminPassword",
      BASEROW_JWT_SIGNING_KEY: "GENERATED-tablesJwtKey",
      DATABASE_PASSWORD: "GENERATED-postgresTablesPassword",
      REDIS_URL: "redis://:GENERATED-redisPassword@redis.openops-dev.svc:6379/1",
      SECRET_KEY: "GENERATED-tablesSecretKey",
    });
  });

  test("refer to ConfigMaps and Secrets by the names they are rendered with", async () => {
    const objects = await render();
    const names = objects.map(({ name }) => name);
    const resources = objects.map(({ kind, name, content }) => ({
      type: kind,
      name,
      inputs: content,
      secretInputs: [],
      options: {},
    }));
    const references = JSON.stringify(podSpecsOf({ resources })).matchAll(
      /"(?:secretRef|configMap)":\{"name":"([^"]+)"/g,
    );
    const referred = [...references].map(([, name]) => name);

    expect(referred.length).toBeGreaterThan(5);
    expect(referred.filter((name) => !names.includes(name ?? ""))).toEqual([]);
  });

  test("name Secrets that others keep, and hold what stands for passwords that only the stack file gives", async () => {
    const objects = await render({
      "openops:cluster": { createNamespace: false },
      "openops:secrets": { existing: { "openops-env": { encryptionKey: "KEY" } } },
      "openops:images": { credentials: { server: "registry.example.com", username: "robot" } },
      "openops:registryPassword": { secure: "v1:encrypted" },
      "openops:mail": {
        server: { host: "smtp.example.com", user: "openops", from: "openops@example.com" },
      },
      "openops:mailPassword": { secure: "v1:encrypted" },
    });
    const texts = objects.map(({ content }) => JSON.stringify(content));

    expect(
      texts.filter((text) => /"secretKeyRef":\{"key":"KEY","name":"openops-env"\}/.test(text)),
    ).toHaveLength(2);
    expect(texts.filter((text) => text.includes("GENERATED-registryPassword"))).toHaveLength(1);
    expect(texts.filter((text) => text.includes("GENERATED-mailPassword"))).toHaveLength(1);
  });

  test("have the same names in the same order when nothing changed", async () => {
    const [first, second] = [await render(), await render()];

    expect(namesOf(first)).toEqual(namesOf(second));
    expect(new Set(namesOf(first)).size).toBe(first.length);
  });

  test("come in the order of installation: the namespace, guards, what pods use, then pods", async () => {
    const kinds = (await render()).map(({ kind }) => kind);

    expect([...new Set(kinds)]).toEqual([
      "Namespace",
      "NetworkPolicy",
      "Secret",
      "ConfigMap",
      "PersistentVolumeClaim",
      "Service",
      "StatefulSet",
      "Job",
      "Deployment",
    ]);
  });

  test("leave the number of pods to an autoscaler", async () => {
    const objects = await render({
      "openops:services": { engine: { autoscaling: { kind: "load", maxReplicas: 4 } } },
    });
    const replicasOf = (wanted: string) =>
      objects.flatMap(({ kind, name, content: { spec } }) =>
        kind === "Deployment" && name === wanted && isRawMap(spec) ? [spec.replicas] : [],
      );

    expect(namesOf(objects)).toContain("HorizontalPodAutoscaler openops-engine");
    expect([replicasOf("openops-engine"), replicasOf("openops-app")]).toEqual([[undefined], [1]]);
  });

  test("leave out what only an update can order, and name it", async () => {
    const { objects, leftOut } = await rendering({ "openops:services": { app: { replicas: 2 } } });

    expect(leftOut).toEqual(["Job openops-app-first-boot"]);
    expect(namesOf(objects)).not.toContain("Job openops-app-first-boot");
    expect((await rendering()).leftOut).toEqual([]);
  });

  test("hold placeholders instead of users' own secret variables", async () => {
    const objects = await render({ "openops:extraSecrets": { engine: { API_KEY: { secure: "v1:x" } } } });
    const secret = objects.find(({ kind, name }) => kind === "Secret" && name === "openops-engine");

    expect(secret?.content.stringData).toMatchObject({ API_KEY: "GENERATED-extraSecrets-engine-API_KEY" });
  });

  test("carry none of Pulumi's own annotations", async () => {
    expect(JSON.stringify(await render())).not.toContain("pulumi.com/");
  });

  test("keep the lines of a script as they are", () => {
    const script = `for peer in "$@"; do\n  until ${"true ".repeat(30)}; do\n    sleep 1\n  done\ndone`;

    expect(toYaml({ content: { script } })).toBe(`script: |-\n  ${script.replaceAll("\n", "\n  ")}\n`);
  });

  test("quote what YAML 1.1, which Kubernetes reads, would take for something else", () => {
    const yaml = toYaml({ content: { data: { flag: "yes" } } });

    expect(yaml).toBe('data:\n  flag: "yes"\n');
    expect(parse(yaml, { version: "1.1" })).toEqual({ data: { flag: "yes" } });
  });
});
