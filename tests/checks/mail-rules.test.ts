import type { RawMap } from "../../components/config/layers";
import { faultsOf } from "../support/configuration";

const host = "smtp.example.com";
const from = "openops@example.com";
const password = "word-of-the-sender";

const faultsWith = (server: RawMap, more: RawMap = {}) =>
  faultsOf({ preset: "dev", mail: { server: { host, from, ...server } }, ...more });

describe("a mail server is refused", () => {
  test("without a host and a sender, both said at once", () => {
    expect(faultsOf({ preset: "dev", mail: { server: { port: 587 } } })).toEqual([
      "openops:mail.server.host: expected a host name or address, without a scheme or a port, got nothing (pulumi config set --path 'openops:mail.server.host' VALUE)",
      "openops:mail.server.from: expected an e-mail address in lower case, got nothing (pulumi config set --path 'openops:mail.server.from' VALUE)",
    ]);
  });

  test.each(["starttls", "off"])("at port 465, where servers begin with TLS, with %s", (tls) => {
    expect(faultsWith({ port: 465, tls })).toEqual([
      `openops:mail.server.tls: expected implicit at port 465, got ${tls}: servers begin with TLS there, and both sides would wait for each other (pulumi config set --path 'openops:mail.server.tls' implicit)`,
    ]);
  });

  test.each([25, 587])("at port %i, where servers begin in clear, with TLS from the beginning", (port) => {
    expect(faultsWith({ port, tls: "implicit" })).toEqual([
      `openops:mail.server.tls: expected starttls or off at port ${port}, got implicit: servers begin in clear there (pulumi config set --path 'openops:mail.server.tls' starttls)`,
    ]);
  });

  test("with a user and no password, or a password and no user", () => {
    expect(faultsWith({ user: "openops" })).toEqual([
      "openops:mailPassword: expected the password of mail.server.user, got nothing (pulumi config set --secret openops:mailPassword)",
    ]);
    expect(faultsWith({}, { mailPassword: password })).toEqual([
      "openops:mail.server.user: expected the user that mailPassword belongs to, got nothing (pulumi config set --path 'openops:mail.server.user' NAME; or, where nobody signs in, pulumi config rm --path 'openops:mailPassword')",
    ]);
  });

  test("with a password that others keep and no user", () => {
    const secrets = { existing: { relay: { mailPassword: "password" } } };

    expect(faultsWith({}, { cluster: { createNamespace: false }, secrets })).toEqual([
      "openops:mail.server.user: expected the user that mailPassword belongs to, got nothing (pulumi config set --path 'openops:mail.server.user' NAME; or, where nobody signs in, pulumi config rm --path 'openops:secrets.existing.relay.mailPassword')",
    ]);
  });

  test("where outside dev the password would go out in clear", () => {
    const server = { user: "openops", tls: "off" };
    const given = { mailPassword: password };

    expect(faultsWith(server, given)).toEqual([]);
    expect(faultsWith(server, { preset: "ci", ...given })).toEqual([
      "openops:mail.server.tls: expected starttls or implicit, since mail.server.user signs in, got off: the password would cross the network in clear (pulumi config set --path 'openops:mail.server.tls' starttls)",
    ]);
    expect(faultsWith({ ...server, port: 465 }, { preset: "ci", ...given })).toEqual([
      expect.stringContaining("expected implicit at port 465, got off"),
    ]);
  });

  test.each(["relay.mail.svc", "relay.mail.svc.cluster.local"])(
    "in the cluster at %s, where policies would not let tables reach it",
    (inside) => {
      expect(faultsWith({ host: inside })).toEqual([
        `openops:mail.server.namespace: expected the namespace of ${inside}, got nothing: tables may reach public addresses alone unless this says more (pulumi config set --path 'openops:mail.server.namespace' mail)`,
      ]);
    },
  );

  test.each([
    ["10.20.0.25", "10.20.0.25/32"],
    ["100.64.1.2", "100.64.1.2/32"],
    ["fd00::25", "fd00::25/128"],
  ])("at the private address %s, where policies would not let tables reach it", (inside, range) => {
    expect(faultsWith({ host: inside })).toEqual([
      `openops:mail.server.addresses[0]: expected the range of a private address, got nothing: tables may reach public addresses alone unless this says more (pulumi config set --path 'openops:mail.server.addresses[0]' ${range})`,
    ]);
  });
});

describe("a mail server is accepted", () => {
  test.each([
    ["at the usual ports", [{}, { port: 465, tls: "implicit" }, { port: 25, tls: "off" }]],
    [
      "at a port without a usual TLS",
      [
        { port: 2525, tls: "implicit" },
        { port: 2525, tls: "off" },
      ],
    ],
    ["at a public address", [{ host: "8.8.8.8" }, { host: "2001:4860:4860::8888" }]],
    [
      "inside, where it is said where",
      [
        { host: "10.20.0.25", addresses: ["10.20.0.0/24"] },
        { host: "relay.mail.svc", namespace: "mail" },
      ],
    ],
  ])("%s", (_name, servers) => {
    expect(servers.map((server) => faultsWith(server))).toEqual(servers.map(() => []));
  });

  test("with a password that others keep", () => {
    const secrets = { existing: { relay: { mailPassword: "password" } } };

    expect(faultsWith({ user: "openops" }, { cluster: { createNamespace: false }, secrets })).toEqual([]);
  });
});

test("ports of mail in flows are ports, at least one", () => {
  expect(faultsOf({ preset: "dev", mail: { flowPorts: [] } })).toEqual([
    "openops:mail.flowPorts: expected at least one port, got [] (pulumi config set --path 'openops:mail.flowPorts[0]' VALUE)",
  ]);
  expect(faultsOf({ preset: "dev", mail: { flowPorts: [587, 70000] } })).toEqual([
    "openops:mail.flowPorts[1]: expected a whole number from 1 to 65535, got 70000 (pulumi config set --path 'openops:mail.flowPorts[1]' VALUE)",
  ]);
});

test("the names of mail's variables are refused as additional ones where a mail server is configured", () => {
  const services = { tables: { env: { EMAIL_SMTP_HOST: "other.example.com" } } };

  expect(faultsWith({}, { services })).toEqual([
    "openops:services.tables.env.EMAIL_SMTP_HOST: expected a variable that this program does not set itself, got EMAIL_SMTP_HOST: services would no longer agree on its value (pulumi config rm --path 'openops:services.tables.env.EMAIL_SMTP_HOST')",
  ]);
  expect(faultsOf({ preset: "dev", services })).toEqual([]);
});
