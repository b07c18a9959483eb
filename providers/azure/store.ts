import { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope";
import type * as pulumi from "@pulumi/pulumi";
import type { StoreArgs } from "../../components/resources/provider-contract";
import { publicAuthorities } from "../public-authorities";
import type { AzureSubscription } from "./config";
import type { ServerSubnet } from "./network";

/** What the servers in Azure share. */
export interface AzureStoreArgs<Settings> extends StoreArgs<Settings> {
  readonly identifier: string;
  readonly account: AzureSubscription;
  readonly subnet: ServerSubnet;
  readonly tags: Readonly<Record<string, string>>;
  readonly provider: pulumi.ProviderResource;
}

/** The public authorities that Azure says its servers' certificates go back to; trust both, as it changes between them. */
export function azureAuthorities(): string {
  return publicAuthorities(["DigiCert Global Root G2", "Microsoft RSA Root Certificate Authority 2017"]);
}

/** Azure refuses to delete what is locked, whoever asks. */
export function lockAgainstDeletion(
  resource: pulumi.CustomResource,
  { identifier, account, scope }: AzureStoreArgs<unknown>,
  options: pulumi.CustomResourceOptions,
): void {
  if (account.locks && scope.plan.protectData) {
    new ManagementLockByScope(
      identifier,
      { scope: resource.id, lockName: "openops-data", level: "CanNotDelete", notes: "Data of OpenOps" },
      options,
    );
  }
}
