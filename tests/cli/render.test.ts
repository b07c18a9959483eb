import { parse } from "yaml";
import { toYaml } from "../../cli/render";
import { renderObjects } from "../../cli/rendering/rendered-objects";
import type { RenderedObject } from "../../cli/rendering/rendered-objects";
import { podSpecsOf } from "../support/pods";

const config = { "openops:preset": "dev", "openops:adminPassword": { secure: "v1:encrypted" } };

function render(): Promise<readonly RenderedObject[]> {
  return renderObjects(process.cwd(), { stack: "dev", name: "Pulumi.dev.yaml", content: {}, config });
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

  test("have the same names when nothing changed", async () => {
    const [first, second] = [await render(), await render()];

    expect(first.map(({ name }) => name)).toEqual(second.map(({ name }) => name));
  });

  test("carry none of Pulumi's own annotations", async () => {
    expect(JSON.stringify(await render())).not.toContain("pulumi.com/");
  });

  test("quote what YAML 1.1, which Kubernetes reads, would take for something else", () => {
    const yaml = toYaml({ kind: "ConfigMap", name: "x", content: { data: { flag: "yes" } } });

    expect(yaml).toBe('data:\n  flag: "yes"\n');
    expect(parse(yaml, { version: "1.1" })).toEqual({ data: { flag: "yes" } });
  });
});
