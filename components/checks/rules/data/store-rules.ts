import { isIP } from "node:net";
import { removeCommand, setSecretCommand } from "../../../values/fault";
import { cacheProfile, declaredStores, storePasswords } from "../../../sources/store-profiles";
import { sourceOf, sourcesOf } from "../../../plan/secrets/secret-sources";
import { nextName } from "../../../values/secret-definitions";
import type { Rule } from "../rule";

const previousDiffers: Rule = {
  name: "a previous server is of another kind than the one in use",
  *check(config) {
    for (const store of ["database", "cache"] as const) {
      const { kind, previous } = config[store];
      if (previous?.kind === kind) {
        yield {
          path: `${store}.previous`,
          expected: `a server of another kind than ${kind}`,
          got: previous.kind,
          why: "only one server of each kind can be declared",
          fix: removeCommand(`${store}.previous`),
        };
      }
    }
  },
};

const passwordGiven: Rule = {
  name: "the password of a server that exists is given",
  *check(config, secrets, withheld) {
    for (const { store, path, use, profile } of declaredStores(config)) {
      const name = storePasswords[store];
      const given = secrets[name] !== undefined || withheld.includes(name);
      if (use !== "current" || !profile.existing || profile.passwordFrom !== "stack" || given) {
        continue;
      }
      if (sourceOf(name, sourcesOf(config)).kind === "stack") {
        yield {
          path: name,
          expected: `the password of the server that ${path} names`,
          got: "nothing",
          why: "a generated one would not be the server's",
          fix: setSecretCommand(name),
        };
      }
    }
  },
};

const passwordTaken: Rule = {
  name: "a password is one that its server takes",
  *check(config, secrets) {
    for (const { store, path: server, profile } of declaredStores(config)) {
      const { passwordRule } = profile;
      const name = storePasswords[store];
      for (const path of name === "redisPassword" ? [name, nextName(name)] : [name]) {
        const value = secrets[path];
        if (passwordRule !== undefined && value !== undefined && !passwordRule.takes(value)) {
          yield {
            path,
            expected: passwordRule.expected,
            why: `the server that ${server} names takes no other`,
            fix: `${setSecretCommand(path)}, or remove the key to have a value generated`,
          };
        }
      }
    }
  },
};

const nameToVerify: Rule = {
  name: "a certificate is compared with a host name",
  *check(config) {
    for (const { path, settings, profile } of declaredStores(config)) {
      if ("host" in settings && isIP(settings.host) !== 0 && profile.tls?.mode === "verify-full") {
        yield {
          path: `${path}.host`,
          expected: "the host name that the server's certificate has",
          got: settings.host,
          why: "Node.js never accepts a certificate for an address; tls.kind verify-ca checks the authority alone",
        };
      }
    }
  },
};

const secondPasswordTaken: Rule = {
  name: "a next password of Redis needs a server that takes two",
  *check(config, secrets, withheld) {
    const { passwordFrom } = cacheProfile(config);
    const next = nextName(storePasswords.cache);
    const given = secrets[next] !== undefined || withheld.includes(next);
    if (given && passwordFrom !== "stack") {
      yield {
        path: next,
        expected: `no next password for a cache of the kind ${config.cache.kind}`,
        why:
          passwordFrom === "server"
            ? "the cloud makes the password of that server, so clients with another one would be refused"
            : "its password is the one in the Secret that cache.credentials names",
        fix: removeCommand(next),
      };
    }
  },
};

/** Rules about where Postgres and Redis come from. */
export const storeRules: readonly Rule[] = [
  previousDiffers,
  passwordGiven,
  nameToVerify,
  passwordTaken,
  secondPasswordTaken,
];
