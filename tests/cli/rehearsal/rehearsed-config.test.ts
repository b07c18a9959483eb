import { rehearsedConfig } from "../../../cli/rehearsal/rehearsed-config";
import type { RawMap } from "../../../components/config/layers";

const encrypted = { secure: "v1:encrypted" };

function rehearse(config: RawMap) {
  return rehearsedConfig(config);
}

test("the cluster keeps its kind and name, so that clouds are asked for it, with a namespace of its own", () => {
  const cluster = { kind: "eks", name: "production", createNamespace: false };
  expect(rehearse({ "openops:preset": "prod", "openops:cluster": cluster }).config).toEqual({
    "openops:preset": "prod",
    "openops:cluster": { kind: "eks", name: "production", createNamespace: true },
    "openops:quota": { existingQuotas: null, existingLimitRanges: null },
    "openops:secrets": { existing: null, external: null },
  });
});

test("nothing encrypted is left, of other programs neither, and each path is told", () => {
  const rehearsed = rehearse({
    "aws:region": "eu-west-1",
    "aws:secretKey": encrypted,
    "openops:adminPassword": encrypted,
    "openops:extraSecrets": { app: { TOKEN: encrypted }, engine: { KEY: encrypted } },
  });
  expect(Object.keys(rehearsed.config)).toEqual([
    "aws:region",
    "openops:cluster",
    "openops:quota",
    "openops:secrets",
  ]);
  expect(rehearsed.replacedSecrets).toEqual([
    "aws:secretKey",
    "adminPassword",
    "extraSecrets.app.TOKEN",
    "extraSecrets.engine.KEY",
  ]);
});

test("users' own secret variables keep their names, with a value that never changes", () => {
  const config = { "openops:extraSecrets": { app: { TOKEN: encrypted } } };
  expect(rehearse(config).extraSecrets).toEqual({ app: { TOKEN: "rehearsal-of-app.TOKEN" } });
  expect(rehearse(config)).toEqual(rehearse(config));
});

test("users' own secret variables that are encrypted as a whole are left out, since nobody knows their names", () => {
  const rehearsed = rehearse({ "openops:extraSecrets": encrypted });
  expect(rehearsed.extraSecrets).toEqual({});
  expect(rehearsed.replacedSecrets).toEqual(["extraSecrets"]);
});
