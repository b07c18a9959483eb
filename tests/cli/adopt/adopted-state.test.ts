import { adoptedResources, stateResources } from "../../../cli/adopt/adopted-state";
import { ownedFields } from "../../../cli/adopt/field-owners";
import type { DeclaredResource } from "../../../cli/render/declared-resources";
import type { RawMap } from "../../../components/config/layers";

const urnOf = (types: string, name: string): string => `urn:pulumi:live::openops::${types}::${name}`;

function declared(type: string, name: string, more: Partial<DeclaredResource> = {}): DeclaredResource {
  const common = { parent: undefined, custom: true, inputs: {}, protect: false, ignoreChanges: [] };
  return { type, name, urn: urnOf(type, name), ...common, ...more };
}

const component = declared("openops:services:App", "openops-app", { custom: false });

function deployment(app: string): RawMap {
  const selector = { matchLabels: { app } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "app", namespace: "n" },
    spec: { selector },
  };
}

const app = declared("kubernetes:apps/v1:Deployment", "openops-app", {
  urn: urnOf("openops:services:App$kubernetes:apps/v1:Deployment", "openops-app"),
  parent: component.urn,
  inputs: deployment("openops-app"),
  protect: true,
});
const provider = declared("pulumi:providers:kubernetes", "cluster", {
  inputs: { clusterIdentifier: "openops" },
});
const program = [
  provider,
  component,
  app,
  declared("openops:services:Engine", "openops-engine", { custom: false }),
];

function adoptedWith(live: RawMap) {
  return adoptedResources(program, new Map([[app.urn, live]]));
}

describe("the objects that are taken over", () => {
  test("are those that are in the cluster", () => {
    expect(adoptedResources(program, new Map())).toEqual([]);
    expect(adoptedWith(deployment("openops-app")).map(({ declared: { urn } }) => urn)).toEqual([app.urn]);
  });

  test("stay where their selector is the program's, and are made anew otherwise", () => {
    expect(adoptedWith(deployment("openops-app"))[0]?.next).toBe("keeps");
    expect(adoptedWith(deployment("another"))[0]?.next).toBe("replaces");
  });
});

describe("the state that they are put into", () => {
  const live = { ...deployment("another"), status: { replicas: 1 }, spec: { selector: {}, replicas: 2 } };
  const resources = stateResources({
    stack: "live",
    declared: program,
    adopted: adoptedWith(live),
    access: { context: "here" },
  });

  test("has the stack, the provider, and of components those with an object, each before its children", () => {
    expect(resources.map(({ urn }) => urn)).toEqual([
      urnOf("pulumi:pulumi:Stack", "openops-live"),
      provider.urn,
      component.urn,
      app.urn,
    ]);
  });

  test("knows how the cluster is accessed", () => {
    expect(resources[1]?.inputs).toEqual({ clusterIdentifier: "openops", context: "here" });
  });

  test("has of an object the fields that the program sets as inputs, and its protection", () => {
    expect(resources[3]).toMatchObject({
      id: "n/app",
      parent: component.urn,
      protect: true,
      provider: `${provider.urn}::${String(resources[1]?.id)}`,
      inputs: { ...deployment("another"), spec: { selector: {} } },
      outputs: { status: { replicas: 1 } },
    });
  });
});

describe("the record of who owns which field", () => {
  const labels = (name: string): RawMap => ({ "f:metadata": { "f:labels": { [`f:${name}`]: {} } } });
  const entry = (manager: string, fieldsV1: RawMap, more: RawMap = {}): RawMap => ({
    manager,
    operation: "Update",
    fieldsV1,
    ...more,
  });
  const owned = (...managedFields: readonly RawMap[]) =>
    ownedFields({ metadata: { managedFields } }, { metadata: { labels: { app: "postgres" } } });

  test("gives Pulumi what Helm and people have set", () => {
    expect(owned(entry("helm", labels("app")), entry("kubectl-edit", labels("extra")))).toEqual([
      entry("pulumi-kubernetes", { "f:metadata": { "f:labels": { "f:app": {}, "f:extra": {} } } }),
    ]);
  });

  test("gives it of a controller's fields those that the program sets too, and leaves it the others", () => {
    const bound = {
      "f:metadata": { "f:labels": { "f:app": {}, "f:bound": {} } },
      "f:spec": { "f:volumeName": {} },
    };
    expect(owned(entry("kube-controller-manager", bound))).toEqual([
      entry("kube-controller-manager", { ...labels("bound"), "f:spec": { "f:volumeName": {} } }),
      entry("pulumi-kubernetes", labels("app")),
    ]);
  });

  test("leaves the status to who reports it", () => {
    const status = entry("anybody", { "f:status": {} }, { subresource: "status" });
    expect(owned(status)).toEqual([status]);
  });

  test("gives Pulumi the object and not its status, where who reports the status was the last to write", () => {
    const status = entry("anybody", { "f:status": {} }, { subresource: "status" });
    expect(owned(status, entry("helm", labels("app")))).toEqual([
      status,
      entry("pulumi-kubernetes", labels("app")),
    ]);
  });
});
