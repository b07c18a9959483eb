import { runProgram, type ProgramRun } from "../program";
import { writtenConfig } from "../written-config";

/** A cluster that each cloud is asked for by its name, and the account with what servers there need. */
export const lookedUp = {
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
        databaseSubnet: { kind: "new", range: "10.8.8.0/28" },
        endpointSubnet: { kind: "existing", name: "endpoints" },
      },
    },
  },
} as const;

export type LookedUpCloud = keyof typeof lookedUp;

/** The stack `dev` with both servers in a cloud, apart from what a test says; encrypted are the keys named. */
export function runIn(
  cloud: LookedUpCloud,
  values: Readonly<Record<string, unknown>> = {},
  secretKeys: readonly string[] = [],
): Promise<ProgramRun> {
  const stores = { database: { kind: cloud }, cache: { kind: cloud } };
  const config = writtenConfig({ preset: "dev", ...lookedUp[cloud], ...stores, ...values });
  return runProgram("dev", config, { secretKeys });
}
