import { cloudOfCluster, clouds } from "../../../../providers/registry";
import type { Cloud } from "../../../../providers/source";
import { removeCommand, setCommand } from "../../../values/fault";
import { identitiesOf, identityProfile } from "../../../plan/wanted-identities";
import type { Rule } from "../rule";

const clusterKnown: Rule = {
  name: "an identity is tied to a cluster that its cloud knows",
  *check(config) {
    for (const { path, settings } of identitiesOf(config)) {
      const cloud = settings.kind;
      if (cloudOfCluster(config) === cloud) {
        continue;
      }
      if (identityProfile(settings).annotation === undefined) {
        yield {
          path: `${path}.via`,
          expected: "irsa, as the cluster is not looked up at EKS",
          got: "pod-identity",
          fix: setCommand(`${path}.via`, "irsa"),
        };
        continue;
      }
      const { identity }: Cloud = clouds[cloud];
      const account = config.clouds[cloud];
      const given = Object.entries(account ?? {}).some(
        ([key, value]) => key === identity.clusterKey && value !== undefined,
      );
      if (account !== undefined && !given && !identity.isExisting(settings)) {
        yield {
          path: `clouds.${cloud}.${identity.clusterKey}`,
          expected: "that of the cluster",
          got: "nothing",
          why: "only the name of a cluster in that cloud tells it otherwise",
        };
      }
    }
  },
};

const reachesFlows: Rule = {
  name: "an identity reaches the flows of a worker",
  *check(config) {
    for (const { component, path, settings } of identitiesOf(config)) {
      if (component === "worker" && identityProfile(settings).byVariables) {
        yield {
          path,
          expected: "a role of AWS by irsa, or an account of gcp",
          got: settings.kind === "aws" ? `aws by ${settings.via}` : settings.kind,
          why: "the worker hides the variables that tell of it from the processes that run flows",
          fix: settings.kind === "aws" ? setCommand(`${path}.via`, "irsa") : removeCommand(path),
        };
      }
    }
  },
};

const annotatedOnce: Rule = {
  name: "an identity and the annotations of the account do not contradict each other",
  *check(config) {
    for (const { component, path, settings } of identitiesOf(config)) {
      const { annotation = "" } = identityProfile(settings);
      const owner =
        component === "backup"
          ? config.backup
          : Object.entries(config.services).find(([id]) => id === component)?.[1];
      const key = `${path.replace(/identity$/, "serviceAccountAnnotations")}["${annotation}"]`;
      if (owner?.serviceAccountAnnotations[annotation] !== undefined) {
        yield {
          path: key,
          expected: `nothing, since ${path} says it`,
          got: "a value",
          fix: removeCommand(key),
        };
      }
    }
  },
};

/** Rules about the clouds' identities for pods. */
export const identityRules: readonly Rule[] = [clusterKnown, reachesFlows, annotatedOnce];
