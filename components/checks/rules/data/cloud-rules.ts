import { cloudNames, cloudOfCluster, clouds } from "../../../../providers/registry";
import type { Cloud, MissingKey } from "../../../../providers/source";
import { setCommand, showValue, type Fault } from "../../../values/fault";
import { childPath } from "../../../config/layers";
import { identitiesOf } from "../../../plan/wanted-identities";
import { declaredStores } from "../../../sources/store-profiles";
import type { Rule } from "../rule";

const cloudConfigured: Rule = {
  name: "a cloud that is used is configured",
  *check(config) {
    const stores = declaredStores(config).map(({ path, cloud }) => ({
      path: `${path}.kind`,
      cloud,
    }));
    const identities = identitiesOf(config).map(({ path, settings }) => ({
      path: `${path}.kind`,
      cloud: settings.kind,
    }));
    const users = [{ path: "cluster.kind", cloud: cloudOfCluster(config) }, ...stores, ...identities];
    for (const { path, cloud } of users) {
      if (cloud !== undefined && config.clouds[cloud] === undefined) {
        yield {
          path: `clouds.${cloud}`,
          expected: `the account that ${path} is in`,
          got: "nothing",
          fix: `write clouds.${cloud} into the stack's file; docs/configuration.md has its keys`,
        };
      }
    }
  },
};

const networkKnown: Rule = {
  name: "servers in a cloud are put into a network that is known",
  *check(config) {
    for (const name of cloudNames) {
      const cloud: Cloud = clouds[name];
      const account = config.clouds[name];
      const stores = declaredStores(config)
        .filter(({ cloud: its }) => its === name)
        .map(({ store }) => store);
      if (stores.length === 0 || account === undefined) {
        continue;
      }
      const said = cloudOfCluster(config) === name;
      for (const missing of cloud.missingKeys(account, stores)) {
        if (!said || !missing.saidByCluster) {
          yield missingFault(`clouds.${name}.${missing.key}`, missing);
        }
      }
    }
  },
};

function missingFault(path: string, { expected, isList = false, saidByCluster }: MissingKey): Fault {
  return {
    path,
    got: "nothing",
    expected,
    // A value at the path of a list itself would be taken for a text.
    ...(isList ? { fix: setCommand(`${path}[0]`) } : {}),
    ...(saidByCluster ? { why: "only the name of a cluster in that cloud tells it otherwise" } : {}),
  };
}

const tagsTaken: Rule = {
  name: "tags are labels that Google Cloud takes, where it makes a server",
  *check(config) {
    for (const name of cloudNames) {
      const { tags }: Cloud = clouds[name];
      const tagged = declaredStores(config).find(({ cloud: its }) => its === name);
      if (tags === undefined || tagged === undefined) {
        continue;
      }
      for (const [key, value] of Object.entries(config.tags)) {
        if (!tags.takes(key, value)) {
          yield {
            path: childPath("tags", key),
            expected: tags.expected,
            got: `${key}: ${showValue(value)}`,
            why: `${tagged.path}.kind ${tags.why}`,
          };
        }
      }
    }
  },
};

/** Rules about the clouds that a stack takes servers from. */
export const cloudRules: readonly Rule[] = [cloudConfigured, networkKnown, tagsTaken];
