import { isValid, parse } from "ipaddr.js";
import { removeCommand, setCommand } from "../../../values/fault";
import type { Rule } from "../rule";

const bodiesReachTheApp: Rule = {
  name: "the gateway lets in every body that the app takes",
  *check({ services: { app, gateway } }) {
    if (gateway.bodyLimitMi < app.requestBodyLimitMi) {
      yield {
        path: "services.gateway.bodyLimitMi",
        expected: `at least the app's requestBodyLimitMi, which is ${app.requestBodyLimitMi}`,
        got: String(gateway.bodyLimitMi),
        fix: setCommand("services.gateway.bodyLimitMi", String(app.requestBodyLimitMi)),
      };
    }
  },
};

const registryIsAsked: Rule = {
  name: "what is said of a registry of npm packages holds for one that is asked",
  *check({ packages: { registry, addresses, namespace, cacheClaim } }) {
    if (registry === undefined && (addresses.length > 0 || namespace !== undefined)) {
      yield {
        path: "packages.registry",
        expected: "the URL of the registry that the other keys of packages are of",
        why: "npm's own registry has public addresses, which are open anyway",
        fix: setCommand("packages.registry", "https://npm.example.com/"),
      };
    }
    if (registry !== undefined && cacheClaim !== undefined) {
      yield {
        path: "packages.cacheClaim",
        expected: "no claim beside packages.registry",
        got: cacheClaim,
        why: "with a cache of its own npm asks no registry",
        fix: removeCommand("packages.registry"),
      };
    }
  },
};

/** The kinds of TLS that fit the ports of mail whose meaning is fixed (RFC 8314). */
const mailPorts: Readonly<Record<number, { readonly tls: readonly string[]; readonly why: string }>> = {
  25: { tls: ["starttls", "off"], why: "servers begin in clear there" },
  465: { tls: ["implicit"], why: "servers begin with TLS there, and both sides would wait for each other" },
  587: { tls: ["starttls", "off"], why: "servers begin in clear there" },
};

const tlsOfMailPort: Rule = {
  name: "mail goes out with the TLS that is usual at its port",
  *check({ mail: { server } }) {
    const usual = mailPorts[server?.port ?? 0];
    if (server !== undefined && usual !== undefined && !usual.tls.includes(server.tls)) {
      yield {
        path: "mail.server.tls",
        expected: `${usual.tls.join(" or ")} at port ${server.port}`,
        got: server.tls,
        why: usual.why,
        fix: setCommand("mail.server.tls", usual.tls[0]),
      };
    }
  },
};

const mailPasswordEncrypted: Rule = {
  name: "outside dev nobody signs in to a mail server in clear",
  *check({ preset, mail: { server } }) {
    const isOffUsual = mailPorts[server?.port ?? 0]?.tls.includes("off") ?? true;
    if (preset !== "dev" && server?.user !== undefined && server.tls === "off" && isOffUsual) {
      yield {
        path: "mail.server.tls",
        expected: "starttls or implicit, since mail.server.user signs in",
        got: "off",
        why: "the password would cross the network in clear",
        fix: setCommand("mail.server.tls", "starttls"),
      };
    }
  },
};

const mailServerReached: Rule = {
  name: "the NetworkPolicies know where a mail server inside is",
  *check({ mail: { server } }) {
    if (server === undefined || server.namespace !== undefined || server.addresses.length > 0) {
      return;
    }
    const { host } = server;
    const why = "tables may reach public addresses alone unless this says more";
    const [, namespace] = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(host) ?? [];
    if (namespace !== undefined) {
      const path = "mail.server.namespace";
      yield {
        path,
        expected: `the namespace of ${host}`,
        got: "nothing",
        why,
        fix: setCommand(path, namespace),
      };
    }
    if (isValid(host) && parse(host).range() !== "unicast") {
      const path = "mail.server.addresses[0]";
      const own = `${host}/${parse(host).kind() === "ipv4" ? 32 : 128}`;
      yield {
        path,
        expected: "the range of a private address",
        got: "nothing",
        why,
        fix: setCommand(path, own),
      };
    }
  },
};

/** Rules about how the stack is reached, and where its mail goes. */
export const networkRules: readonly Rule[] = [
  bodiesReachTheApp,
  registryIsAsked,
  tlsOfMailPort,
  mailPasswordEncrypted,
  mailServerReached,
];
