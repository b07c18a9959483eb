import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { Component, named, type ComponentOptions } from "../component";
import { ConfigError } from "../config-error";
import { keptValue, KeptObject } from "./kept-object";
import { rangeOf } from "../../plan/network/dns-places";
import type { Plan } from "../../plan/plan";

type ServiceName = NonNullable<Plan["dnsService"]>;

interface DnsServiceArgs {
  readonly service: ServiceName;
}

const path = "network.dnsService";
const specSchema = z.object({ clusterIPs: z.array(z.string()).default([]) });

/** The Service of the cluster's DNS, which others keep. */
export class DnsService extends Component {
  readonly spec: pulumi.Output<unknown>;

  constructor(name: string, { service }: DnsServiceArgs, options: ComponentOptions) {
    super("index:DnsService", name, options);
    // The logical name tells people what asks for it, where it is not there.
    const logicalName = `${service.name} (openops:${path})`;
    const reference = { apiVersion: "v1", kind: "Service", ...service };
    this.spec = new KeptObject(named(this, logicalName), reference, { parent: this }).spec;
    this.registerOutputs({ name: service.name });
  }
}

/**
 * Reads the addresses of the Service that a stack names as its cluster's DNS, as ranges; none where it names
 * none.
 *
 * @throws ConfigError where the Service has no address
 */
export async function dnsServiceAddresses(
  { dnsService: service }: Plan,
  options: ComponentOptions,
): Promise<readonly string[]> {
  if (service === undefined) {
    return [];
  }
  const { spec } = new DnsService("dns-service", { service }, options);
  const live = await keptValue(spec);
  if (live === undefined) {
    return [];
  }
  const addresses = specSchema.parse(live).clusterIPs.filter((address) => address !== "None");
  if (addresses.length === 0) {
    throw new ConfigError("What the NetworkPolicies need to know", [
      {
        path,
        expected: "a Service with an address of its own",
        got: `${service.namespace}/${service.name}, which has none`,
        why: "network policies know the resolver by it",
        fix: "name its pods with network.dnsNamespace and network.dnsPodLabels",
      },
    ]);
  }
  return addresses.map(rangeOf);
}
