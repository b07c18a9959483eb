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
  *check({ packages: { registry, addresses, cacheClaim } }) {
    if (registry === undefined && addresses.length > 0) {
      yield {
        path: "packages.registry",
        expected: "the URL of the registry that packages.addresses are of",
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

/** Rules about how the stack is reached. */
export const networkRules: readonly Rule[] = [bodiesReachTheApp, registryIsAsked];
