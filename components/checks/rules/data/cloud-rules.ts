import { cloudNames, cloudOfCluster, clouds } from "../../../../providers/registry";
import type { Cloud, MissingKey } from "../../../../providers/source";
import { setCommand, showValue, type Fault } from "../../../values/fault";
import { childPath } from "../../../config/layers";
import { identitiesOf } from "../../../plan/wanted-identities";
import { declaredStores } from "../../../sources/store-profiles";
import type { Rule } from "../rule";

const cloudConfigured: Rule = {
  name: "a cloud that is used is configured",
  check: (config) => {
    const stores = declaredStores(config).map(({ path, cloud }) => ({
      path: `${path}.kind`,
      cloud,
    }));
    const identities = identitiesOf(config).map(({ path, settings }) => ({
      path: `${path}.kind`,
      cloud: settings.kind,
    }));
    const users = [{ path: "cluster.kind", cloud: cloudOfCluster(config) }, ...stores, ...identities];
    return users.flatMap(({ path, cloud }): readonly Fault[] =>
      cloud === undefined || config.clouds[cloud] !== undefined
        ? []
        : [
            {
              path: `clouds.${cloud}`,
              expected: `the account that ${path} is in`,
              got: "nothing",
              fix: `write clouds.${cloud} into the stack's file; docs/configuration.md has its keys`,
            },
          ],
    );
  },
};

const networkKnown: Rule = {
  name: "servers in a cloud are put into a network that is known",
  check: (config) =>
    cloudNames.flatMap((name): readonly Fault[] => {
      const cloud: Cloud = clouds[name];
      const account = config.clouds[name];
      const stores = declaredStores(config)
        .filter(({ cloud: its }) => its === name)
        .map(({ store }) => store);
      if (stores.length === 0 || account === undefined) {
        return [];
      }
      const said = cloudOfCluster(config) === name;
      return cloud
        .missingKeys(account, stores)
        .filter(({ saidByCluster }) => !(said && saidByCluster))
        .map((missing) => missingFault(`clouds.${name}.${missing.key}`, missing));
    }),
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
  check: (config) =>
    cloudNames.flatMap((name): readonly Fault[] => {
      const { tags }: Cloud = clouds[name];
      const tagged = declaredStores(config).find(({ cloud: its }) => its === name);
      if (tags === undefined || tagged === undefined) {
        return [];
      }
      return Object.entries(config.tags)
        .filter(([key, value]) => !tags.takes(key, value))
        .map(([key, value]) => ({
          path: childPath("tags", key),
          expected: tags.expected,
          got: `${key}: ${showValue(value)}`,
          why: `${tagged.path}.kind ${tags.why}`,
        }));
    }),
};

/** Rules about the clouds that a stack takes servers from. */
export const cloudRules: readonly Rule[] = [cloudConfigured, networkKnown, tagsTaken];
