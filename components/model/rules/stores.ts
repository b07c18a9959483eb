import { isIP } from "node:net";
import { removeCommand, setSecretCommand } from "../fault";
import type { Fault } from "../fault";
import { declaredStores } from "../profiles";
import type { SecretName } from "../secrets";
import type { Store } from "../text";
import type { Rule } from "./rule";

const previousDiffers: Rule = {
  name: "a previous server is of another kind than the one in use",
  check: (config) =>
    (["database", "cache"] as const).flatMap((store): readonly Fault[] => {
      const { kind, previous } = config[store];
      return previous?.kind !== kind
        ? []
        : [
            {
              path: `${store}.previous`,
              expected: `a server of another kind than ${kind}`,
              got: previous.kind,
              why: "only one server of each kind can be declared",
              mend: removeCommand(`${store}.previous`),
            },
          ];
    }),
};

const passwords: Readonly<Record<Store, SecretName>> = {
  database: "postgresPassword",
  cache: "redisPassword",
};

const passwordGiven: Rule = {
  name: "the password of a server that exists is given",
  check: (config, secrets, withheld) =>
    declaredStores(config)
      .filter(({ use, profile }) => use === "current" && profile.existing)
      .map(({ store, path }) => ({ path, name: passwords[store] }))
      .filter(({ name }) => secrets[name] === undefined && !withheld.includes(name))
      .map(({ path, name }) => ({
        path: name,
        expected: `the password of the server that ${path} names`,
        got: "nothing",
        why: "a generated one would not be the server's",
        mend: setSecretCommand(name),
      })),
};

const nameToVerify: Rule = {
  name: "a certificate is compared with a host name",
  check: (config) =>
    declaredStores(config).flatMap(({ path, settings, profile }): readonly Fault[] =>
      "host" in settings && isIP(settings.host) !== 0 && profile.tls?.mode === "verify-full"
        ? [
            {
              path: `${path}.host`,
              expected: "the host name that the server's certificate has",
              got: settings.host,
              why: "Node.js never accepts a certificate for an address; tls.kind verify-ca checks the authority alone",
            },
          ]
        : [],
    ),
};

/** Rules about where Postgres and Redis come from. */
export const storeRules: readonly Rule[] = [previousDiffers, passwordGiven, nameToVerify];
