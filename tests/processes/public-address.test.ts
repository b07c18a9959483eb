import type { ServiceId } from "../../components/services/service-registry";
import { setCommand } from "../../components/values/fault";
import type { RawMap } from "../../components/config/layers";
import { addressVariables, isOfThisMachine } from "../../components/services/public-address";
import { configOf, faultsOf, planOf } from "../support/configuration";
import { environmentOf } from "../support/environment";
import { releaseWithWorkers } from "../support/docs/releases";
import { appEnvironment, originLetInWith, signInWith } from "./signed-in";

/** What the app is told of an address without a port, and which domain its cookies then have. */
const withoutPort = (publicUrl: string) => ({
  OPS_FRONTEND_URL: publicUrl,
  OPS_OPENOPS_TABLES_PUBLIC_URL: publicUrl,
  OPS_ANALYTICS_PUBLIC_URL: publicUrl,
});

/** The same of an address with a port; its cookies have no domain. */
const withPort = (origin: string, port: number) => ({
  OPS_FRONTEND_URL: origin,
  OPS_OPENOPS_TABLES_PUBLIC_URL: `${origin}:${port}`,
  OPS_ANALYTICS_PUBLIC_URL: `${origin}:${port}`,
  OPS_INTERNAL_BACKEND_PUBLIC_URL: `${origin}:${port}/api/`,
  OPS_ALLOWED_DOMAINS: `${origin}:${port}`,
});

/** Every form of address that is taken: what the app is told of it, and the domain of its cookies, if they have one. */
const taken = [
  ["http://localhost:8080", withPort("http://localhost", 8080), undefined],
  ["http://localhost", withoutPort("http://localhost"), "localhost"],
  ["https://openops.example.com", withoutPort("https://openops.example.com"), "openops.example.com"],
  ["https://openops.example.com:8443", withPort("https://openops.example.com", 8443), undefined],
  ["https://openops.example.com:80", withPort("https://openops.example.com", 80), undefined],
  ["http://openops.example.com:443", withPort("http://openops.example.com", 443), undefined],
  ["http://openops", withoutPort("http://openops"), "openops"],
  ["http://node-8080:8081", withPort("http://node-8080", 8081), undefined],
  ["http://10.0.0.7", withoutPort("http://10.0.0.7"), "10.0.0.7"],
  ["http://10.0.0.7:30080", withPort("http://10.0.0.7", 30080), undefined],
  ["https://xn--bcher-kva.example", withoutPort("https://xn--bcher-kva.example"), "xn--bcher-kva.example"],
  ["https://co.uk", withoutPort("https://co.uk"), "co.uk"],
  ["https://openops.github.io", withoutPort("https://openops.github.io"), "openops.github.io"],
  [
    `http://${"a".repeat(63)}.example`,
    withoutPort(`http://${"a".repeat(63)}.example`),
    `${"a".repeat(63)}.example`,
  ],
] as const;

/** Every variable of a service whose value follows from the address. */
const addressed = /^(OPS_|BASEROW_)(.*_)?PUBLIC_URL$|^OPS_FRONTEND_URL$|^OPS_ALLOWED_DOMAINS$/;

function addressedOf(id: ServiceId, publicUrl: string, more: RawMap = {}) {
  const { plain = {} } = environmentOf(id, { publicUrl, ...more }) ?? {};
  return Object.fromEntries(Object.entries(plain).filter(([name]) => addressed.test(name)));
}

describe.each(taken)("with %s", (publicUrl, variables, domain) => {
  const { port } = new URL(publicUrl);

  test("the app is told the address in the form in which it can set cookies", () => {
    expect(addressedOf("app", publicUrl)).toEqual(variables);
  });

  test("what runs flows, tables and analytics are told the address itself", () => {
    const api = port === "" ? {} : { OPS_INTERNAL_BACKEND_PUBLIC_URL: `${publicUrl}/api/` };

    expect(addressedOf("engine", publicUrl)).toEqual({ OPS_FRONTEND_URL: publicUrl, ...api });
    expect(addressedOf("worker", publicUrl, releaseWithWorkers)).toEqual({
      OPS_FRONTEND_URL: publicUrl,
      ...api,
    });
    expect(addressedOf("tables", publicUrl)).toEqual({ BASEROW_PUBLIC_URL: publicUrl });
    expect(addressedOf("analytics", publicUrl)).toEqual({});
  });

  test("pages of it may read the app's answers, and no others", () => {
    const env = appEnvironment({ publicUrl });

    expect(originLetInWith(env, publicUrl)).toBe(publicUrl);
    expect(originLetInWith(env, `${publicUrl}1`)).toBeUndefined();
  });

  test("people sign in, and browsers keep the cookies", () => {
    const scope = domain === undefined ? "" : `; Domain=${domain}`;

    expect(signInWith(appEnvironment({ publicUrl }))).toEqual({
      status: 200,
      cookies: [
        `jwt_token=tables${scope}; Path=/`,
        "token=app; Path=/; SameSite=Lax",
        `baserow_group_id=1${scope}; Path=/; SameSite=Lax`,
      ],
      body: {},
    });
    expect(domain ?? new URL(publicUrl).hostname).toBe(new URL(publicUrl).hostname);
  });
});

test("no value of any service has the address that is not in the one place that derives them", () => {
  const publicUrl = "https://one-of-a-kind.example:8443";
  for (const { service, variables } of planOf({ publicUrl }).services) {
    const found = Object.entries(variables).filter(([, { parts }]) =>
      JSON.stringify(parts).includes("one-of-a-kind"),
    );
    const derived = addressVariables({ publicUrl });
    const own = { app: derived.app, tables: derived.tables, engine: derived.runner };
    const expected = Object.entries(own).find(([id]) => id === service.id)?.[1] ?? {};

    expect(found.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort());
  }
});

test("nobody signs in with a wrong password", () => {
  expect(signInWith(appEnvironment({}), "wrong")).toEqual({ status: 401, cookies: [], body: {} });
});

/** Every form that is refused, with all that is said of it after the key. */
const general = "an origin such as https://openops.example.com, without a path or a trailing slash";
const anyValue = "(pulumi config set openops:publicUrl VALUE)";
const compared = "browsers send that origin, and OpenOps compares it letter by letter";
const dropped = (domain: string) =>
  `OpenOps would set its cookies for the domain ${domain}, which is all that the host without and with the port have in common at their ends, and browsers drop those`;
const refused = [
  ["http://localhost:8080/", `expected ${general}, got "http://localhost:8080/" ${anyValue}`],
  [
    "https://openops.example.com/openops",
    `expected ${general}, got "https://openops.example.com/openops" ${anyValue}`,
  ],
  ["openops.example.com", `expected ${general}, got "openops.example.com" ${anyValue}`],
  [
    "https://user@openops.example.com",
    `expected ${general}, got "https://user@openops.example.com" ${anyValue}`,
  ],
  ["http://a..b", `expected ${general}, got "http://a..b" ${anyValue}`],
  ["http://-a.example", `expected ${general}, got "http://-a.example" ${anyValue}`],
  ["http://a-.example", `expected ${general}, got "http://a-.example" ${anyValue}`],
  ["http://openops:0", `expected ${general}, got "http://openops:0" ${anyValue}`],
  ["http://openops:08080", `expected ${general}, got "http://openops:08080" ${anyValue}`],
  ["http://openops:65536", `expected ${general}, got "http://openops:65536" ${anyValue}`],
  [`http://${"a".repeat(64)}`, `expected ${general}, got "http://${"a".repeat(49)}… ${anyValue}`],
  [
    `http://${"a.".repeat(127)}b`,
    `expected an origin whose host has at most 253 characters, since DNS takes no longer one, got "http://${"a.".repeat(24)}a… ${anyValue}`,
  ],
  [
    "http://[::1]:8080",
    `expected an origin with a host name or an IPv4 address, since OpenOps cannot set cookies for an IPv6 address, got "http://[::1]:8080" ${anyValue}`,
  ],
  [
    "https://bücher.example",
    `expected an origin with the host in ASCII, such as https://xn--bcher-kva.example, since OpenOps cannot set cookies for another one, got "https://bücher.example" ${anyValue}`,
  ],
  [
    "http://open_ops",
    `expected an origin without an underscore, since OpenOps cannot set cookies for a host with one, got "http://open_ops" ${anyValue}`,
  ],
  [
    "https://openops.example.com.",
    `expected an origin without a dot after the host, since OpenOps cannot set cookies for a host with one, got "https://openops.example.com." ${anyValue}`,
  ],
  [
    "https://OpenOps.example.com",
    `expected an origin in lower case, since browsers send it so and OpenOps compares it, got "https://OpenOps.example.com" ${anyValue}`,
  ],
  [
    "https://openops.example.com:443",
    `expected https://openops.example.com, got https://openops.example.com:443: ${compared} (${setCommand("publicUrl", "https://openops.example.com")})`,
  ],
  [
    "http://openops.example.com:80",
    `expected http://openops.example.com, got http://openops.example.com:80: ${compared} (${setCommand("publicUrl", "http://openops.example.com")})`,
  ],
  [
    "http://0x7f.1:8081",
    `expected http://127.0.0.1:8081, got http://0x7f.1:8081: ${compared} (${setCommand("publicUrl", "http://127.0.0.1:8082")})`,
  ],
  [
    "http://10.0.0.5:30085",
    `expected a port that does not end with 5, as 10.0.0.5 does, or none, got http://10.0.0.5:30085: ${dropped("5")} (${setCommand("publicUrl", "http://10.0.0.5:30086")})`,
  ],
  [
    "http://node-8080:8080",
    `expected a port that does not end with 0, as node-8080 does, or none, got http://node-8080:8080: ${dropped("8080")} (${setCommand("publicUrl", "http://node-8080:8081")})`,
  ],
  [
    "http://10.0.0.5:65535",
    `expected a port that does not end with 5, as 10.0.0.5 does, or none, got http://10.0.0.5:65535: ${dropped("5")} (${setCommand("publicUrl", "http://10.0.0.5:65534")})`,
  ],
] as const;

describe("an address at which nobody could sign in is refused once, with the reason:", () => {
  test.each(refused)("%s", (publicUrl, said) => {
    expect(faultsOf({ preset: "dev", publicUrl })).toEqual([`openops:publicUrl: ${said}`]);
  });

  test.each(
    refused.flatMap(([publicUrl, said]) =>
      [...said.matchAll(/openops:publicUrl (h\S+)\)$/g)].map(([, remedy]) => [publicUrl, remedy]),
    ),
  )("the remedy for %s is %s, where people sign in", (_, remedy = "") => {
    expect(faultsOf({ preset: "dev", publicUrl: remedy })).toEqual([]);
    expect(signInWith(appEnvironment({ publicUrl: remedy })).status).toBe(200);
  });
});

describe("the app as it really is", () => {
  const secret = { OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com", OPS_OPENOPS_ADMIN_PASSWORD: "right" };

  test.each([
    ["http://localhost:8080", "http://localhost:8080", "option domain is invalid: localhost:8080"],
    ["http://[::1]", "http://[::1]", "option domain is invalid: [::1]"],
    ["http://open_ops", "http://open_ops", "option domain is invalid: open_ops"],
    [
      "https://openops.example.com.",
      "https://openops.example.com.",
      "option domain is invalid: openops.example.com.",
    ],
  ])(
    "answers 500 to a sign-in with OPS_FRONTEND_URL %s and OPS_OPENOPS_TABLES_PUBLIC_URL %s",
    (front, tables, message) => {
      const env = { ...secret, OPS_FRONTEND_URL: front, OPS_OPENOPS_TABLES_PUBLIC_URL: tables };

      expect(signInWith(env)).toEqual({ status: 500, cookies: [], body: { message } });
    },
  );
});

test("an address of the machine itself is known", () => {
  const addresses = [
    "http://localhost:8080",
    "http://openops.localhost",
    "http://127.0.0.1:8080",
    "http://localhost.example.com",
  ];

  expect(addresses.filter((publicUrl) => isOfThisMachine(configOf({ publicUrl })))).toEqual(
    addresses.slice(0, 3),
  );
});
