import { imageReference } from "../../components/stack/images";
import { imageReferences } from "../../components/plan/pods/planned-images";
import { configOf, faultsOf } from "../support/configuration";

const sidecar = { name: "proxy", image: "example.com/proxy:1" };

describe("what users add to pods is refused", () => {
  const refusals = (app: Readonly<Record<string, unknown>>) =>
    faultsOf({ preset: "dev", services: { app: JSON.parse(JSON.stringify(app)) } });

  test("where a label would replace one that pods are known by", () => {
    expect(refusals({ podLabels: { app: "mine", team: "finops" } })).toEqual([
      'openops:services.app.podLabels["app"]: expected a label that this program does not set itself, got app: Services and network policies know pods by it (pulumi config rm --path \'openops:services.app.podLabels["app"]\')',
    ]);
  });

  test.each(["app", "wait-for-peers", "cache-proxy", "done"])(
    "where a container has the name %s, which is taken",
    (name) => {
      expect(refusals({ sidecars: [{ ...sidecar, name }] })[0]).toMatch(
        /^openops:services\.app\.sidecars\[0\]\.name: expected a name that no other container/,
      );
    },
  );

  test("where two containers have one name", () => {
    expect(refusals({ sidecars: [sidecar], initContainers: [sidecar] })).toHaveLength(2);
  });

  test("where a container mounts a volume that is not there", () => {
    const volumeMounts = [{ name: "files", mountPath: "/files" }];

    expect(refusals({ initContainers: [{ ...sidecar, volumeMounts }] })).toEqual([
      "openops:services.app.initContainers[0].volumeMounts[0].name: expected a volume in services.app.volumes, got files (pulumi config set --path 'openops:services.app.initContainers[0].volumeMounts[0].name' VALUE)",
    ]);
  });

  test("where a container would run as root", () => {
    expect(refusals({ sidecars: [{ ...sidecar, runAsUser: 0 }] })[0]).toContain(
      "openops:services.app.sidecars[0].runAsUser: expected a whole number from 1 to 65534",
    );
  });
});

describe("images", () => {
  test("come from a registry that mirrors them, but those with a repository of their own", () => {
    const config = configOf({
      images: { registry: "registry.example.com/mirror/", redis: { repository: "example.com/redis" } },
    });

    expect(imageReferences(config)).toEqual([
      "example.com/redis:7.4.11",
      "registry.example.com/mirror/nginx:1.30.7",
      "registry.example.com/mirror/openops/openops-analytics:0.14.7",
      "registry.example.com/mirror/openops/openops-app:0.6.25",
      "registry.example.com/mirror/openops/openops-engine:0.6.25",
      "registry.example.com/mirror/openops/openops-tables:0.2.19",
      "registry.example.com/mirror/postgres:17.12",
    ]);
  });

  test("are the published ones without it, and a digest wins over a tag", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const config = configOf({ images: { app: { tag: "1", digest } } });

    expect(imageReference("app", config)).toBe(`public.ecr.aws/openops/openops-app@${digest}`);
    expect(imageReference("nginx", config)).toBe("nginx:1.30.7");
  });

  test("of users' own containers are in the list, each once", () => {
    const config = configOf({
      services: { app: { sidecars: [sidecar] }, engine: { initContainers: [sidecar] } },
    });

    expect(imageReferences(config).filter((image) => image === sidecar.image)).toEqual([sidecar.image]);
  });
});
