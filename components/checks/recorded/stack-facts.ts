import { authorityFactsOf, authorityFaults } from "./authority-facts";
import { setCommand, type Fault } from "../../values/fault";
import type { StackFacts } from "./fact-schema";
import { fixedFactsOf, fixedFaults } from "./immutable-settings";
import type { StackConfig } from "../../stack/stack-config";
import { databaseProfile } from "../../sources/store-profiles";
import { downgradeFaults, releaseOf } from "./release";
import { storeFaults, volumesOf } from "./store-facts";

/** A configuration with the namespace that it is for. */
export interface ConfiguredStack {
  readonly config: StackConfig;
  readonly namespace: string;
}

/** The facts that a configuration makes once it is deployed. Volumes are named by their configuration path. */
export function factsOf({ config, namespace }: ConfiguredStack): StackFacts {
  return {
    namespace,
    databaseKind: config.database.kind,
    databaseName: config.database.name,
    cacheKind: config.cache.kind,
    postgresMajor: databaseProfile(config).version?.major ?? "",
    volumes: volumesOf(config),
    authorities: authorityFactsOf(config),
    fixed: fixedFactsOf(config, namespace),
    release: releaseOf(config),
  };
}

/** A stack stays on its cluster: on another one it would start empty, with its data left behind. */
export function* clusterFaults(uid: string, deployedTo: string | undefined): Iterable<Fault> {
  if (deployedTo !== undefined && deployedTo !== uid) {
    yield {
      path: "cluster",
      expected: `the cluster that the stack is deployed to, with the UID ${deployedTo}`,
      got: `one with the UID ${uid}`,
      why: "the stack would start there without its data, and forget what it left",
      fix: "name the right context, or make a stack of its own for the other cluster",
    };
  }
}

/** What a configuration would change of a deployed stack that must not change. */
export function factFaults(configured: ConfiguredStack, recorded: StackFacts): readonly Fault[] {
  const { config } = configured;
  const planned = factsOf(configured);
  return [
    ...namespaceFaults(planned, recorded),
    ...(recorded.release === undefined ? [] : downgradeFaults(config, recorded.release)),
    ...(config.availability.protectData ? replacementsOf(planned, recorded) : []),
    ...storeFaults(config, recorded),
    ...authorityFaults(planned.authorities, recorded.authorities),
  ];
}

/** What would replace servers in a cloud; told, and refused where data is protected. */
export function replacementsOf(planned: StackFacts, recorded: StackFacts): readonly Fault[] {
  return fixedFaults(planned.fixed, recorded.fixed);
}

function* namespaceFaults(planned: StackFacts, recorded: StackFacts): Iterable<Fault> {
  if (recorded.namespace !== undefined && planned.namespace !== recorded.namespace) {
    yield {
      path: "namespace",
      expected: `${recorded.namespace} as it is deployed`,
      got: planned.namespace ?? "",
      why: "the stack's data is in that namespace and would be deleted with it",
      fix: setCommand("namespace", recorded.namespace),
    };
  }
}
