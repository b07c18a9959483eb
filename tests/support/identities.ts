import { runProgram } from "./program";
import type { ProgramRun } from "./program";
import { writtenConfig } from "./written-config";

const clusters = {
  aws: { cluster: { kind: "eks", name: "production" }, clouds: { aws: { region: "eu-west-1" } } },
  gcp: {
    cluster: { kind: "gke", name: "production" },
    clouds: {
      gcp: { project: "acme-prod", region: "europe-west1", services: { kind: "new", range: "10.60.0.0/20" } },
    },
  },
  azure: {
    cluster: { kind: "aks", name: "production" },
    clouds: {
      azure: {
        subscriptionId: "00000000-1111-2222-3333-444444444444",
        location: "westeurope",
        resourceGroup: "openops",
      },
    },
  },
} as const;

/** A stack whose engine or worker has an identity of a cloud, with a cluster that is looked up there. */
export function runWithIdentity(
  cloud: keyof typeof clusters,
  identity: object,
  { execution = "engine", ...more }: Readonly<Record<string, unknown>> = {},
): Promise<ProgramRun> {
  const services = { [String(execution)]: { identity: { kind: cloud, ...identity } } };
  const values = { preset: "dev", execution, ...clusters[cloud], services, ...more };
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
