import type { RawMap } from "../../components/config/layers";
import { faultsOf, planOf } from "../support/configuration";
import { environmentOf } from "../support/environment";
import { executions, releaseWith } from "../support/docs/releases";

/** npm's three attempts at a registry that does not answer, with the pauses between them; as measured. */
const attemptsSeconds = 3.8 * 60;

describe.each(executions)("the %s, which installs packages at every start,", (id) => {
  const planned = planOf(releaseWith[id]).services.find(({ service }) => service.id === id);

  test("is left alone until npm has given up and said why", () => {
    const probe = planned?.container.startupProbe;
    const { initialDelaySeconds = 0, periodSeconds = 0, failureThreshold = 0 } = probe ?? {};
    const budgetSeconds = initialDelaySeconds + periodSeconds * failureThreshold;

    expect(budgetSeconds).toBe(610);
    expect(budgetSeconds).toBeGreaterThan(attemptsSeconds + 60);
  });

  const npmIn = (packages: RawMap) => {
    const { plain = {} } = environmentOf(id, { ...releaseWith[id], packages }) ?? {};
    return Object.fromEntries(Object.entries(plain).filter(([name]) => name.startsWith("NPM_")));
  };
  const volumesWith = (packages: RawMap) =>
    planOf({ ...releaseWith[id], packages }).services.find(({ service }) => service.id === id)?.container
      .volumes ?? [];
  const policyWith = (packages: RawMap) =>
    planOf({ ...releaseWith[id], packages }).policies.find(({ component }) => component === id)?.egress;

  test("asks npm's own registry, and takes no program from it that a step does not name", () => {
    expect(npmIn({})).toEqual({ NPM_CONFIG_YES: "false" });
  });

  test("asks another registry that is configured", () => {
    const registry = "https://npm.example.com/team/";

    expect(npmIn({ registry })).toEqual({ NPM_CONFIG_YES: "false", NPM_CONFIG_REGISTRY: registry });
  });

  test("reaches a registry at private addresses at the port of its URL, and only then", () => {
    const addresses = ["10.20.0.0/16"];
    const opened = {
      peers: [{ kind: "addresses", cidr: "10.20.0.0/16", except: [] }],
      ports: [4873],
    };

    expect(policyWith({ registry: "http://npm.internal:4873/", addresses })).toContainEqual(opened);
    expect(policyWith({ registry: "http://npm.internal:4873/" })).toEqual(policyWith({}));
  });

  test("reaches a registry in a namespace of the cluster", () => {
    expect(policyWith({ registry: "http://npm.packages.svc/", namespace: "packages" })).toContainEqual({
      peers: [{ kind: "namespace", namespace: "packages" }],
      ports: [80],
    });
  });

  test("starts without any registry from a claim with a filled cache", () => {
    expect(npmIn({ cacheClaim: "npm-cache" })).toEqual({
      NPM_CONFIG_YES: "false",
      NPM_CONFIG_OFFLINE: "true",
      NPM_CONFIG_CACHE: "/var/cache/npm",
    });
    expect(volumesWith({ cacheClaim: "npm-cache" })).toContainEqual({
      kind: "existing-claim",
      name: "npm-cache",
      mountPath: "/var/cache/npm",
      claimName: "npm-cache",
    });
    expect(volumesWith({}).filter(({ kind }) => kind === "existing-claim")).toEqual([]);
  });
});

test("the engine processes of a worker, which get none of its variables, find npm's settings in their home folder", () => {
  const packages = { registry: "https://npm.example.com/" };
  const worker = planOf({ ...releaseWith.worker, packages }).services.find(
    ({ service }) => service.id === "worker",
  );

  expect(worker?.container.volumes).toContainEqual({
    kind: "file",
    name: "npmrc",
    path: "/home/node/.npmrc",
    content: "yes=false\nregistry=https://npm.example.com/\n",
  });
});

test.each(["npm.example.com", "https://user:word@npm.example.com/", "https://npm.example.com/a b"])(
  "%s is no registry",
  (registry) => {
    expect(faultsOf({ preset: "dev", packages: { registry } })).toEqual([
      expect.stringMatching(/^openops:packages\.registry: expected an http or https URL without a user/),
    ]);
  },
);

test.each([
  [{ addresses: ["10.20.0.0/16"] }, "openops:packages.registry: expected the URL of the registry"],
  [
    { registry: "https://npm.example.com/", cacheClaim: "npm-cache" },
    "openops:packages.cacheClaim: expected no claim beside packages.registry",
  ],
])("%j contradicts itself", (packages, line) => {
  expect(faultsOf({ preset: "dev", packages })).toEqual([expect.stringContaining(line)]);
});
