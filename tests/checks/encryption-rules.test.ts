import fc from "fast-check";
import { insistsOnHttps } from "../../components/plan/exposure/gateway-entry";
import { ingressesOf } from "../../components/plan/exposure/ingress-plan";
import { serviceExposure } from "../../components/plan/exposure/load-balancer-plan";
import type { Fault } from "../../components/values/fault";
import type { RawMap } from "../../components/config/layers";
import { renderNginxConfig } from "../../components/plan/exposure/nginx-config";
import { stackSchema, type StackConfig } from "../../components/stack/stack-config";
import { obeyed } from "../support/obeyed";
import { assemble, configOf, faultsOf, planOf } from "../support/configuration";
import { writtenExposures } from "../support/written-configs";

/** How many are written: fewer in the unit tests, more at night. */
declare const writtenConfigurations: number;

const publicUrl = "https://openops.example.com";
const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d";
const inClear =
  "this way in serves http alone: https would not answer, and sign-in would cross the network in clear";
const setInFront = "pulumi config set --path 'openops:exposure.tlsInFront' true";
const setKind = (kind: string) => `pulumi config set --path 'openops:exposure.tls.kind' ${kind}`;
const orInFront = `or, where something in front ends TLS, ${setInFront}`;
const withSecret = `openops:exposure.tls.kind: expected one of existing-secret, cert-manager, or exposure.tlsInFront, got off: ${inClear} (${setKind("existing-secret")}; ${orInFront})`;

/** Every way in whose requests nothing encrypts, with the line that people see. */
const waysInClear: readonly (readonly [exposure: RawMap, line: string])[] = [
  [
    { kind: "load-balancer", cloud: { kind: "aws" } },
    `openops:exposure.tls.kind: expected one of acm, existing-secret, cert-manager, or exposure.tlsInFront, got off: ${inClear} (${setKind("existing-secret")}; ${orInFront})`,
  ],
  [{ kind: "load-balancer", cloud: { kind: "gcp" } }, withSecret],
  [{ kind: "load-balancer", cloud: { kind: "azure" } }, withSecret],
  [{ kind: "load-balancer", cloud: { kind: "azure" }, internal: true }, withSecret],
  [{ kind: "load-balancer" }, withSecret],
  [{ kind: "load-balancer", trustedProxies: ["173.245.48.0/20"] }, withSecret],
  [{ kind: "ingress", controller: { kind: "nginx" } }, withSecret],
  [{ kind: "ingress", controller: { kind: "traefik" } }, withSecret],
  [{ kind: "ingress", controller: { kind: "gce" } }, withSecret],
  [{ kind: "ingress", controller: { kind: "application-gateway" } }, withSecret],
  [
    { kind: "ingress", controller: { kind: "alb" } },
    `openops:exposure.tls.kind: expected one of acm, or exposure.tlsInFront, got off: ${inClear} (${setKind("acm")} && pulumi config set --path 'openops:exposure.tls.certificateArns[0]' ARN; ${orInFront})`,
  ],
  [
    { kind: "node-port" },
    `openops:exposure.tlsInFront: expected true, since a proxy in front has to end TLS, got false: ${inClear} (${setInFront}, once it does)`,
  ],
  [
    { kind: "gateway-api", gateway: { name: "public" } },
    `openops:exposure.tlsInFront: expected true, since the Gateway's listener has to end TLS, got false: ${inClear} (${setInFront}, once it does)`,
  ],
];

describe.each(["dev", "ci", "staging", "prod"])("with the preset %s and an https address", (preset) => {
  test.each(waysInClear)("%j is refused, since https does not answer there", (exposure, line) => {
    expect(faultsOf({ preset, publicUrl, exposure })).toEqual([line]);
  });

  test.each([{ kind: "cluster-ip" }, { kind: "none" }])("%j is no way in from outside", (exposure) => {
    expect(faultsOf({ preset, publicUrl, exposure })).toEqual([]);
  });
});

describe("with an http address", () => {
  const http = "http://openops.example.com";

  test.each(waysInClear)("%j is what a stack that is not prod asked for", (exposure) => {
    expect(faultsOf({ preset: "staging", publicUrl: http, exposure })).toEqual([]);
  });

  test.each(waysInClear)("%j is refused in prod beside the address, both at once", (exposure, line) => {
    expect(faultsOf({ preset: "prod", publicUrl: http, exposure })).toEqual([
      "openops:publicUrl: expected an https:// origin in prod, got http://openops.example.com: sign-in and session cookies would cross the network in clear (pulumi config set openops:publicUrl https://openops.example.com)",
      line,
    ]);
  });

  test("TLS in front is refused, since people would be sent to another address", () => {
    const exposure = { kind: "node-port", tlsInFront: true };

    expect(faultsOf({ preset: "dev", publicUrl: http, exposure })).toEqual([
      "openops:publicUrl: expected an https:// origin, since exposure.tlsInFront is configured, got http://openops.example.com: links, CORS and webhooks would name another address than people use (pulumi config set openops:publicUrl https://openops.example.com)",
    ]);
  });
});

describe("each remedy, obeyed as it is written,", () => {
  const remediesOf = ({ fix = "" }: Fault) => fix.split(/; or, where [^,]+, |, once it does/).filter(Boolean);

  test.each(waysInClear)("takes the fault of %j away", (exposure) => {
    const values: RawMap = { preset: "prod", publicUrl, exposure };
    const remedies = assemble({ values }).faults.flatMap(remediesOf);

    expect(remedies).toHaveLength("tls" in stackWith(exposure).exposure ? 2 : 1);
    expect(remedies.map((remedy) => faultsOf(obeyed(values, remedy, { true: true, ARN: arn })))).toEqual(
      remedies.map(() => []),
    );
  });
});

/** Those that are whole: a stack's file may leave to other layers what it does not say. */
const wholeExposures = writtenExposures.filter(
  (exposure) => stackSchema.safeParse({ preset: "prod", publicUrl, exposure }).success,
);

/** A configuration that only has to be of the schema's form. */
function stackWith(exposure: RawMap): StackConfig {
  return stackSchema.parse({ preset: "prod", publicUrl, exposure });
}

/** Whether clear requests from outside the cluster are all that the rendered objects bring, and nobody said otherwise. */
function isInClear(config: StackConfig): boolean {
  const { exposure } = config;
  const { type, https } = serviceExposure(config);
  const ingresses = ingressesOf(config, "openops-test");
  const encrypted = ingresses.some(
    ({ secretName, annotations }) =>
      secretName !== undefined || annotations["alb.ingress.kubernetes.io/certificate-arn"] !== undefined,
  );
  const open = type !== "ClusterIP" || ingresses.length > 0 || exposure.kind === "gateway-api";
  return open && !https && !encrypted && !("tlsInFront" in exposure && exposure.tlsInFront);
}

test("prod is refused with every way in that brings clear requests alone, and with no other for that", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(wholeExposures, fc.constantFrom(publicUrl, "http://openops.example.com"), (exposure, url) => {
      const config = stackWith(exposure);
      const { faults } = assemble({ values: { preset: "prod", publicUrl: url, exposure } });
      const expected = isInClear(config);
      const name = `${config.exposure.kind} ${expected ? "in clear" : "encrypted"}`;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      // A certificate of a kind that this way in does not take is none, and has a line of its own.
      const certificate = "tls" in config.exposure ? config.exposure.tls.kind : "off";
      const refused = faults.filter(
        ({ path, got }) =>
          (path === "exposure.tls.kind" && got === certificate) || path === "exposure.tlsInFront",
      );
      expect({ exposure, refused: refused.length }).toEqual({ exposure, refused: expected ? 1 : 0 });
    }),
    { numRuns: 2 * writtenConfigurations, seed: 2026 },
  );

  // Each kind of way in was there both ways, or the property says nothing about it.
  const both = ["gateway-api", "ingress", "load-balancer", "node-port"];
  expect([...seen.keys()].sort()).toEqual(
    [
      ...both.flatMap((kind) => [`${kind} encrypted`, `${kind} in clear`]),
      "cluster-ip encrypted",
      "none encrypted",
    ].sort(),
  );
});

describe("the gateway sends clear requests on", () => {
  const nginx = (exposure: RawMap) => renderNginxConfig(planOf({ publicUrl, exposure }));
  const unlessHttps = "if ($send_to_https) {";
  const whereSaid = "if ($http_x_forwarded_proto = http) {";

  test.each([
    { kind: "node-port", tlsInFront: true },
    { kind: "load-balancer", tlsInFront: true },
    { kind: "load-balancer", tls: { kind: "existing-secret" } },
  ])("whatever they say where clients can go past what ends TLS: %j", (exposure) => {
    expect([nginx(exposure).includes(unlessHttps), nginx(exposure).includes(whereSaid)]).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    { kind: "cluster-ip" },
    { kind: "gateway-api", gateway: { name: "public" }, tlsInFront: true },
    { kind: "ingress", controller: { kind: "traefik" }, tlsInFront: true },
  ])("where what is in front says that they came by http: %j", (exposure) => {
    expect([nginx(exposure).includes(unlessHttps), nginx(exposure).includes(whereSaid)]).toEqual([
      false,
      true,
    ]);
    expect(insistsOnHttps(configOf({ publicUrl, exposure }))).toBe(false);
  });
});
