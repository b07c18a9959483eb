import { lookedUp, type LookedUpCloud } from "./looked-up-clusters";
import { runProgram, type ProgramRun } from "../program";
import { writtenConfig } from "../written-config";
import { releaseWith } from "../docs/releases";

/** A stack whose engine or worker has an identity of a cloud, with a cluster that is looked up there. */
export function runWithIdentity(
  cloud: LookedUpCloud,
  identity: object,
  {
    execution = "engine",
    ...more
  }: { readonly execution?: keyof typeof releaseWith; readonly [key: string]: unknown } = {},
): Promise<ProgramRun> {
  const services = { [execution]: { identity: { kind: cloud, ...identity } } };
  const values = { preset: "dev", ...releaseWith[execution], ...lookedUp[cloud], services, ...more };
  return runProgram("dev", writtenConfig(values));
}

/** What the program makes of the clouds' identities: types and inputs, by type. */
export function identityResources({ resources }: ProgramRun) {
  return resources
    .filter(({ type }) =>
      /:(aws|gcp|azure-native)?:?(iam|eks|serviceaccount|projects|storage|managedidentity|authorization)[:/]/.test(
        type,
      ),
    )
    .map(({ type, inputs }) => ({ type, inputs }))
    .sort((one, other) => one.type.localeCompare(other.type, "en"));
}

/** The pods of a service. */
export function podsOf({ find }: ProgramRun, service = "engine") {
  const { inputs, options } = find("kubernetes:apps/v1:Deployment", `openops-${service}`);
  return { spec: inputs.spec, options };
}

/** The ServiceAccount of a service's own. */
export const accountOf = (found: ProgramRun, service = "engine") =>
  found.find("kubernetes:core/v1:ServiceAccount", `openops-${service}`);
