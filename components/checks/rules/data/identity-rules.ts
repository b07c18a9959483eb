import { cloudOfCluster, clouds } from "../../../../providers/registry";
import type { Cloud } from "../../../../providers/source";
import { type Fault, removeCommand, setCommand } from "../../../values/fault";
import { identitiesOf, identityProfile } from "../../../plan/wanted-identities";
import type { Rule } from "../rule";

const clusterKnown: Rule = {
  name: "an identity is tied to a cluster that its cloud knows",
  check: (config) =>
    identitiesOf(config).flatMap(({ path, settings }): readonly Fault[] => {
      const cloud = settings.kind;
      const { annotation } = identityProfile(settings);
      if (cloudOfCluster(config) === cloud) {
        return [];
      }
      if (annotation === undefined) {
        return [
          {
            path: `${path}.via`,
            expected: "irsa, as the cluster is not looked up at EKS",
            got: "pod-identity",
            fix: setCommand(`${path}.via`, "irsa"),
          },
        ];
      }
      const { identity }: Cloud = clouds[cloud];
      const account = Object.entries(config.clouds[cloud] ?? {});
      const given = account.some(([key, value]) => key === identity.clusterKey && value !== undefined);
      return identity.isExisting(settings) || config.clouds[cloud] === undefined || given
        ? []
        : [
            {
              path: `clouds.${cloud}.${identity.clusterKey}`,
              expected: "that of the cluster",
              got: "nothing",
              why: "only the name of a cluster in that cloud tells it otherwise",
            },
          ];
    }),
};

const reachesFlows: Rule = {
  name: "an identity reaches the flows of a worker",
  check: (config) =>
    identitiesOf(config)
      .filter(({ component, settings }) => component === "worker" && identityProfile(settings).byVariables)
      .map(({ path, settings }) => ({
        path,
        expected: "a role of AWS by irsa, or an account of gcp",
        got: settings.kind === "aws" ? `aws by ${settings.via}` : settings.kind,
        why: "the worker hides the variables that tell of it from the processes that run flows",
        fix: settings.kind === "aws" ? setCommand(`${path}.via`, "irsa") : removeCommand(path),
      })),
};

const annotatedOnce: Rule = {
  name: "an identity and the annotations of the account do not contradict each other",
  check: (config) =>
    identitiesOf(config).flatMap(({ component, path, settings }): readonly Fault[] => {
      const { annotation = "" } = identityProfile(settings);
      const owner =
        component === "backup"
          ? config.backup
          : Object.entries(config.services).find(([id]) => id === component)?.[1];
      const annotations = owner?.serviceAccountAnnotations;
      const key = `${path.replace(/identity$/, "serviceAccountAnnotations")}["${annotation}"]`;
      return annotations?.[annotation] === undefined
        ? []
        : [
            {
              path: key,
              expected: `nothing, since ${path} says it`,
              got: "a value",
              fix: removeCommand(key),
            },
          ];
    }),
};

/** Rules about the clouds' identities for pods. */
export const identityRules: readonly Rule[] = [clusterKnown, reachesFlows, annotatedOnce];
