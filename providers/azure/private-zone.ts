import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink";
import type * as pulumi from "@pulumi/pulumi";
import { named } from "../../components/resources/component";

interface ZoneArgs {
  readonly name: string;
  readonly zone: string;
  readonly resourceGroupName: string;
  readonly virtualNetworkId: string;
}

/** A private DNS zone in which the virtual network finds a server; ready once the network uses it. */
export function privateZone(
  { name, zone, resourceGroupName, virtualNetworkId }: ZoneArgs,
  options: pulumi.CustomResourceOptions,
): { readonly zone: PrivateZone; readonly link: VirtualNetworkLink } {
  const made = new PrivateZone(
    named(options.parent, name),
    { resourceGroupName, privateZoneName: zone, location: "Global" },
    options,
  );
  const link = new VirtualNetworkLink(
    named(options.parent, name),
    {
      resourceGroupName,
      privateZoneName: made.name,
      virtualNetworkLinkName: name,
      virtualNetwork: { id: virtualNetworkId },
      registrationEnabled: false,
      location: "Global",
    },
    options,
  );
  return { zone: made, link };
}
