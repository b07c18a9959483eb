import { cloudOfCluster } from "../../../config/cloud-of-cluster";
import type { CloudName } from "../../../values/cloud-name";
import { setCommand, showValue, type Fault } from "../../../values/fault";
import { childPath } from "../../../config/layers";
import { identitiesOf, identityProfile } from "../../../plan/wanted-identities";
import { declaredStores } from "../../../sources/store-profiles";
import type { StackConfig } from "../../../stack/stack-config";
import type { Store } from "../../../values/text";
import type { Rule } from "../rule";

const cloudConfigured: Rule = {
  name: "a cloud that is used is configured",
  check: (config) => {
    const stores = declaredStores(config).map(({ path, profile: { cloud } }) => ({
      path: `${path}.kind`,
      cloud,
    }));
    const identities = identitiesOf(config).map(({ path, settings }) => ({
      path: `${path}.kind`,
      cloud: identityProfile(settings).cloud,
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
              mend: `write clouds.${cloud} into the stack's file; docs/configuration.md has its keys`,
            },
          ],
    );
  },
};

interface Place {
  /** Below `clouds`. */
  readonly path: string;
  readonly value: unknown;
  readonly expected: string;
  readonly mend?: string;
}

/** A list, whose first item has to be set: a value at the path itself would be taken for a text. */
function listed(path: string, value: readonly string[] | undefined): Place {
  return { path, value, expected: "a list of ids", mend: setCommand(`clouds.${path}[0]`) };
}

/** What has to be said of a network: some always, the rest only where no cluster's name tells it. */
interface Needed {
  readonly always: (config: StackConfig, stores: readonly Store[]) => readonly Place[];
  readonly withoutCluster: (config: StackConfig) => readonly Place[];
}

const needed: Readonly<Record<CloudName, Needed>> = {
  aws: {
    always: () => [],
    withoutCluster: ({ clouds: { aws } }) => [
      listed("aws.network.subnetIds", aws?.network.subnetIds),
      listed("aws.network.clientSecurityGroupIds", aws?.network.clientSecurityGroupIds),
    ],
  },
  gcp: {
    always: () => [],
    withoutCluster: ({ clouds: { gcp } }) => [
      { path: "gcp.network", value: gcp?.network, expected: "the network of the cluster" },
    ],
  },
  azure: {
    always: ({ clouds: { azure } }, stores) => [
      ...(stores.includes("database")
        ? [
            {
              path: "azure.databaseSubnet",
              value: azure?.databaseSubnet,
              expected: "a subnet for Postgres alone",
            },
          ]
        : []),
      ...(stores.includes("cache")
        ? [
            {
              path: "azure.endpointSubnet",
              value: azure?.endpointSubnet,
              expected: "a subnet for Redis' private endpoint",
            },
          ]
        : []),
    ],
    withoutCluster: ({ clouds: { azure } }) => [
      {
        path: "azure.virtualNetworkId",
        value: azure?.virtualNetworkId,
        expected: "the virtual network of the cluster",
      },
    ],
  },
};

const networkKnown: Rule = {
  name: "servers in a cloud are put into a network that is known",
  check: (config) =>
    (["aws", "gcp", "azure"] as const).flatMap((cloud) => {
      const stores = declaredStores(config)
        .filter(({ profile }) => profile.cloud === cloud)
        .map(({ store }) => store);
      if (stores.length === 0 || config.clouds[cloud] === undefined) {
        return [];
      }
      const { always, withoutCluster } = needed[cloud];
      const why = "only the name of a cluster in that cloud tells it otherwise";
      const unknown = cloudOfCluster(config) === cloud ? [] : withoutCluster(config);
      return [...always(config, stores), ...unknown.map((place) => ({ ...place, why }))].flatMap(
        ({ path, value, ...told }: Place): readonly Fault[] =>
          value === undefined ? [{ path: `clouds.${path}`, got: "nothing", ...told }] : [],
      );
    }),
};

const labelName = /^[a-z][a-z0-9_-]{0,62}$/;
const labelValue = /^[a-z0-9_-]{0,63}$/;

const tagsAreLabels: Rule = {
  name: "tags are labels that Google Cloud takes, where it makes a server",
  check: (config) => {
    const labelled = declaredStores(config).find(({ profile }) => profile.cloud === "gcp");
    return labelled === undefined
      ? []
      : Object.entries(config.tags)
          .filter(([name, value]) => !labelName.test(name) || !labelValue.test(value))
          .map(([name, value]) => ({
            path: childPath("tags", name),
            expected: "a name and a value of at most 63 lower-case letters, digits, hyphens or underscores",
            got: `${name}: ${showValue(value)}`,
            why: `${labelled.path}.kind is gcp, whose labels take no others, and names start with a letter`,
          }));
  },
};

/** Rules about the clouds that a stack takes servers from. */
export const cloudRules: readonly Rule[] = [cloudConfigured, networkKnown, tagsAreLabels];
