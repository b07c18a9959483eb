import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { httpsPorts } from "../../plan/exposure/gateway-entry";
import type { ServiceExposure } from "../../plan/exposure/load-balancer-plan";
import { httpsPortName, portName } from "../pods/pod";
import { awaitedOptions, childOptions, metadata, skipAwait, type ServiceArgs } from "../scope";
import { defined, nonEmpty } from "../../values/entries";
import { named } from "../component";

/**
 * The Service of the gateway: inside the cluster, at its nodes, or a load balancer, which is awaited for its address.
 * The provider then waits for ready pods as well, so it begins no sooner than they do.
 */
export function gatewayService(
  parent: pulumi.Resource,
  { scope, service, after }: ServiceArgs,
): core.Service {
  const { id, name, servicePort } = service.service;
  const exposed = scope.plan.exposure.service;
  const awaited = exposed.type === "LoadBalancer";
  const annotations = { ...exposed.annotations, ...(awaited ? {} : skipAwait) };
  return new core.Service(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name, annotations }),
      spec: {
        type: exposed.type,
        ...balancing(exposed),
        selector: scope.selectors.ofPods(id),
        ports: [
          {
            name: portName,
            port: servicePort,
            targetPort: portName,
            ...defined({ nodePort: exposed.nodePort }),
          },
          ...(exposed.https
            ? [{ name: httpsPortName, port: httpsPorts.service, targetPort: httpsPortName }]
            : []),
        ],
      },
    },
    awaited ? { ...awaitedOptions(scope, parent), dependsOn: [...after] } : childOptions(scope, parent),
  );
}

function balancing({ sourceRanges, externalTrafficPolicy, address }: ServiceExposure) {
  return defined({
    loadBalancerSourceRanges: nonEmpty(sourceRanges),
    externalTrafficPolicy,
    loadBalancerIP: address,
  });
}

/** The address that a load balancer got: a host name on AWS, an IP address elsewhere. */
export function loadBalancerAddress({ status }: core.Service): pulumi.Output<string> {
  return pulumi
    .output(status.loadBalancer.ingress[0])
    .apply((address) => address?.hostname ?? address?.ip ?? "");
}
