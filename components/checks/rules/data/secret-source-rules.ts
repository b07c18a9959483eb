import { firstOfEach } from "../../../values/entries";
import { nearestName, removeCommand, setCommand, setSecretCommand } from "../../../values/fault";
import { childPath } from "../../../config/layers";
import { redisExporterUser } from "../../../plan/monitoring/exporters";
import { cacheProfile, declaredStores, storePasswords } from "../../../sources/store-profiles";
import { isSecretId, sourceOf, sourcesOf } from "../../../plan/secrets/secret-sources";
import {
  keepableSecrets,
  mailPassword,
  nextName,
  overlappingSecrets,
  registryPassword,
} from "../../../values/secret-definitions";
import type { Rule } from "../rule";

const knownNames: Rule = {
  name: "what others keep is a secret of the stack or a variable of a service",
  *check(config) {
    for (const { id, path } of sourcesOf(config)) {
      if (isSecretId(id)) {
        continue;
      }
      const nearest = nearestName(id, keepableSecrets);
      yield {
        path,
        expected:
          nearest === undefined
            ? "the name of a secret, or a variable such as app.OPS_SLACK_APP_SIGNING_SECRET"
            : `the secret ${nearest}`,
        got: id,
        fix: removeCommand(path),
      };
    }
  },
};

const onePlace: Rule = {
  name: "a secret is kept in one place",
  *check(config, secrets, withheld) {
    const sources = sourcesOf(config);
    const firsts = firstOfEach(sources, ({ id }) => id);
    for (const source of sources.filter((one) => !firsts.includes(one))) {
      yield {
        path: source.path,
        expected: `${source.id} in one place`,
        got: `another one at ${firsts.find(({ id }) => id === source.id)?.path ?? ""}`,
        fix: removeCommand(source.path),
      };
    }
    for (const { id, path } of sources) {
      if (secrets[id] !== undefined || withheld.includes(id)) {
        yield {
          path: id,
          expected: "no value here",
          why: `${path} says that others keep it`,
          fix: removeCommand(id),
        };
      }
    }
  },
};

const noNext: Rule = {
  name: "clients move to a next password only where the stack keeps the secret",
  *check(config, secrets, withheld) {
    for (const name of overlappingSecrets) {
      const next = nextName(name);
      const given = secrets[next] !== undefined || withheld.includes(next);
      if (given && sourceOf(name, sourcesOf(config)).kind !== "stack") {
        yield {
          path: next,
          expected: "no next value",
          why: `others keep ${name}, and change it there`,
          fix: removeCommand(next),
        };
      }
    }
  },
};

const namespaceExists: Rule = {
  name: "Secrets that exist are in a namespace that exists",
  *check({ cluster, secrets: { existing } }) {
    const [first] = Object.keys(existing);
    if (first !== undefined && cluster.createNamespace) {
      yield {
        path: "cluster.createNamespace",
        expected: "false",
        got: "true",
        why: `the Secret ${first} has to be in the namespace before the stack is`,
        fix: setCommand("cluster.createNamespace", "false"),
      };
    }
  },
};

const cloudPassword: Rule = {
  name: "the password of a server that is made in a cloud is known to the stack",
  *check(config) {
    for (const { store, path, profile, cloud } of declaredStores(config)) {
      const source = sourceOf(storePasswords[store], sourcesOf(config));
      if (cloud !== undefined && profile.passwordFrom === "stack" && source.kind === "external") {
        yield {
          path: source.path,
          expected: "a secret that the stack knows, or one in a Secret that exists",
          got: "one in a store",
          why: `the cloud has to be told the password of the server that ${path} makes`,
          fix: removeCommand(source.path),
        };
      }
    }
  },
};

const registryCredentials: Rule = {
  name: "a private registry has a user and a password",
  *check({ images: { credentials } }, secrets, withheld) {
    const given = secrets[registryPassword] !== undefined || withheld.includes(registryPassword);
    if (given && credentials === undefined) {
      yield {
        path: "images.credentials",
        expected: `the registry and the user that ${registryPassword} belongs to`,
        got: "nothing",
        fix: setCommand(childPath("images.credentials", "username"), "NAME, and server likewise"),
      };
    }
    if (!given && credentials !== undefined) {
      yield {
        path: registryPassword,
        expected: "the password for the registry in images.credentials",
        got: "nothing",
        fix: setSecretCommand(registryPassword),
      };
    }
  },
};

const mailCredentials: Rule = {
  name: "a mail server's user has a password, and a password a user",
  *check(config, secrets, withheld) {
    const user = config.mail.server?.user;
    const source = sourceOf(mailPassword, sourcesOf(config));
    const isKept = source.kind !== "stack";
    const isKnown = isKept || secrets[mailPassword] !== undefined || withheld.includes(mailPassword);
    if (user === undefined && isKnown) {
      yield {
        path: "mail.server.user",
        expected: `the user that ${mailPassword} belongs to`,
        got: "nothing",
        fix: `${setCommand("mail.server.user", "NAME")}; or, where nobody signs in, ${removeCommand(isKept ? source.path : mailPassword)}`,
      };
    }
    if (user !== undefined && !isKnown) {
      yield {
        path: mailPassword,
        expected: "the password of mail.server.user",
        got: "nothing",
        fix: setSecretCommand(mailPassword),
      };
    }
  },
};

const oneStoreForUsers: Rule = {
  name: "the users of Redis in the cluster come from one store",
  *check(config) {
    const names = [storePasswords.cache, redisExporterUser.passwordSecret];
    const isWatched = config.monitoring.kind === "prometheus" && cacheProfile(config).location === "pods";
    const inStore = names.filter((name) => sourceOf(name, sourcesOf(config)).kind === "external");
    if (!isWatched || inStore.length !== 1) {
      return;
    }
    for (const name of names.filter((one) => !inStore.includes(one))) {
      yield {
        path: `secrets.external.keys.${name}`,
        expected: `a key in the store, as ${inStore.join()} has`,
        got: "nothing",
        why: "one file has both users of Redis, and External Secrets makes it",
        fix: setCommand(`secrets.external.keys.${name}.key`, "NAME"),
      };
    }
  },
};

/** Rules about who keeps secrets. */
export const secretSourceRules: readonly Rule[] = [
  knownNames,
  onePlace,
  noNext,
  namespaceExists,
  cloudPassword,
  oneStoreForUsers,
  registryCredentials,
  mailCredentials,
];
