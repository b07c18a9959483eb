import fc from "fast-check";

import { diffObjects } from "../../../sandbox/plugins/kubernetes/operations/diff";
import { normalizeInputs } from "../../../sandbox/plugins/kubernetes/objects/normalize";
import { pruneToShape } from "../../../sandbox/plugins/kubernetes/operations/prune";
import { formatPath, parsePath } from "../../../sandbox/plugins/kubernetes/objects/property-path";
import { type PropertyMap, unknownValue } from "../../../sandbox/plugins/protocol/property-value";

const rules = { configMapMutable: false, secretMutable: false, ignoreChanges: [] };
const metadata = { name: "it", namespace: "shop" };

function diff(old: PropertyMap, now: PropertyMap, live: PropertyMap = old) {
  return diffObjects({ oldInputs: old, oldLive: live, newInputs: now }, rules);
}

function configMap(data: PropertyMap, more: PropertyMap = {}): PropertyMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data, ...more };
}

function deployment(container: PropertyMap): PropertyMap {
  const spec = { template: { spec: { containers: [{ name: "web", image: "web:1", ...container }] } } };
  return { apiVersion: "apps/v1", kind: "Deployment", metadata, spec };
}

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const data = fc.dictionary(word, word, { minKeys: 1, maxKeys: 5 });

test("an object does not differ from itself", () => {
  fc.assert(
    fc.property(data, (values) => expect(diff(configMap(values), configMap(values)).changed).toBe(false)),
  );
});

test("what the server adds to an object is no difference", () => {
  fc.assert(
    fc.property(data, data, (values, added) => {
      const live = configMap({ ...added, ...values }, { metadata: { ...metadata, uid: "1", labels: added } });
      expect(diff(configMap(values), configMap(values), live).changed).toBe(false);
    }),
  );
});

test("every changed key of a ConfigMap's data is named once and replaces it", () => {
  fc.assert(
    fc.property(data, data, (old, now) => {
      const names = new Set([...Object.keys(old), ...Object.keys(now)]);
      const changed = [...names].filter((key) => old[key] !== now[key]).map((key) => `data.${key}`);
      const answer = diff(configMap(old), configMap(now));
      expect([...(answer.replaces ?? [])].sort()).toEqual(changed.sort());
      expect(Object.keys(answer.detailedDiff ?? {}).sort()).toEqual(changed.sort());
    }),
  );
});

test("normal inputs are normal", () => {
  fc.assert(
    fc.property(fc.dictionary(word, fc.jsonValue({ maxDepth: 3 })), (spec) => {
      const object: PropertyMap = JSON.parse(JSON.stringify({ ...configMap({}), spec }));
      const once = normalizeInputs(object);
      expect(normalizeInputs(once)).toEqual(once);
    }),
  );
});

test("pruning keeps a key that has a meaning of its own in JavaScript", () => {
  const object: PropertyMap = JSON.parse('{"a":[{"__proto__":0}]}');

  expect(JSON.stringify(pruneToShape(object, object))).toBe('{"a":[{"__proto__":0}]}');
});

test("pruning to its own shape leaves an object as it is", () => {
  fc.assert(
    fc.property(fc.dictionary(word, fc.jsonValue({ maxDepth: 3 })), (value) => {
      const object: PropertyMap = JSON.parse(JSON.stringify(value));
      expect(pruneToShape(object, object)).toEqual(object);
    }),
  );
});

test("a path reads back as it was written", () => {
  const step = fc.oneof(fc.stringMatching(/^[^*\\]{1,12}$/), fc.nat(99));
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]+$/), fc.array(step), (first, rest) => {
      expect(parsePath(formatPath([first, ...rest]))).toEqual([first, ...rest]);
    }),
  );
});

test("quantities that mean the same are the same", () => {
  const limits = (cpu: string, memory: string) => deployment({ resources: { limits: { cpu, memory } } });
  expect(diff(limits("1000m", "1024Mi"), limits("1", "1Gi"), limits("1", "1Gi"))).toEqual({ changed: false });
});

test("an empty value of an environment variable is the same as none, as on the server", () => {
  const empty = deployment({ env: [{ name: "EMPTY", value: "" }] });
  expect(diff(empty, empty, deployment({ env: [{ name: "EMPTY" }] }))).toEqual({ changed: false });
});

test("a change made by hand shows as an update back", () => {
  expect(diff(deployment({}), deployment({}), deployment({ image: "web:2" }))).toEqual({
    changed: true,
    replaces: [],
    deleteBeforeReplace: false,
    detailedDiff: { "spec.template.spec.containers[0].image": { kind: "UPDATE", inputDiff: false } },
  });
});

test("a value not known yet counts as changed", () => {
  const answer = diff(configMap({ host: "db" }), configMap({ host: unknownValue }));
  expect(answer.replaces).toEqual(["data.host"]);
});

test("a mutable ConfigMap is updated in place unless it says that it is immutable", () => {
  const mutable = { ...rules, configMapMutable: true };
  const change = (more: PropertyMap) => {
    const old = configMap({ a: "1" }, more);
    return diffObjects({ oldInputs: old, oldLive: old, newInputs: configMap({ a: "2" }, more) }, mutable)
      .replaces;
  };
  expect([change({}), change({ immutable: true })]).toEqual([[], ["data.a"]]);
});

test("growing a claim is an update, another storage class a replacement", () => {
  const claim = (storage: string, storageClassName: string): PropertyMap => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata,
    spec: { storageClassName, resources: { requests: { storage } } },
  });
  expect(diff(claim("1Gi", "a"), claim("2Gi", "a")).replaces).toEqual([]);
  expect(diff(claim("1Gi", "a"), claim("1Gi", "b")).replaces).toEqual(["spec.storageClassName"]);
});

test("another name or namespace is another object, which may exist beside the old one", () => {
  const moved = { ...configMap({ a: "1" }), metadata: { name: "it", namespace: "bar" } };
  const answer = diff(configMap({ a: "1" }), moved);
  expect([answer.replaces, answer.deleteBeforeReplace]).toEqual([["metadata.namespace"], false]);
});

test("no namespace is the namespace default", () => {
  const without = { ...configMap({ a: "1" }), metadata: { name: "it" } };
  const within = { ...configMap({ a: "1" }), metadata: { name: "it", namespace: "default" } };
  expect(diff(without, within)).toEqual({ changed: false });
});

test("ignored paths, with wildcards too, are left out", () => {
  const old = deployment({});
  const now = deployment({ image: "web:2" });
  const ignoreChanges = ["spec.template.spec.containers[*].image"];
  expect(diffObjects({ oldInputs: old, oldLive: old, newInputs: now }, { ...rules, ignoreChanges })).toEqual({
    changed: false,
  });
});
