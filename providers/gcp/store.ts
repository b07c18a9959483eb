import type * as pulumi from "@pulumi/pulumi";
import type { StoreArgs } from "../../components/resources/provider-contract";
import type { GcpNetwork } from "./network";

/** What the servers in Google Cloud share. */
export interface GcpStoreArgs<Settings> extends StoreArgs<Settings> {
  readonly identifier: string;
  readonly region: string;
  readonly network: GcpNetwork;
  /** Private services access, which has to be there first. */
  readonly connection: readonly pulumi.Resource[];
  readonly labels: Readonly<Record<string, string>>;
  readonly provider: pulumi.ProviderResource;
}

/** Certificates in PEM form; while an authority is being replaced there are two, and clients trust both. */
export function authorityPem(
  certificates: pulumi.Output<readonly { readonly cert: string }[]>,
): pulumi.Output<string> {
  return certificates.apply((all) => `${all.map(({ cert }) => cert.trim()).join("\n")}\n`);
}
