import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import { httpsPorts, type TlsEnd } from "../../plan/exposure/gateway-entry";
import { publicCertificate, renderNginxConfig } from "../../plan/exposure/nginx-config";
import { nginxConfig, nginxConfigPath } from "../../services/gateway/gateway";
import { nginxUser } from "../../config/pinned-images";
import { defined } from "../../values/entries";
import { Component, type ComponentOptions } from "../component";
import { gatewayService, loadBalancerAddress } from "../exposure/gateway-service";
import { gatewayIngress } from "../exposure/gateway-ingress";
import { gatewayRoute } from "../exposure/http-route";
import { publicCertificateMount, requestPublicCertificate } from "../exposure/public-certificate";
import { withGatewayExporter } from "../monitoring/gateway-exporter";
import { additionsOf } from "../pods/pod-additions";
import type { ContainerDetails } from "../pods/pod";
import type { ServiceArgs } from "../scope";
import { noSecretVariables } from "../secrets/secret-variables";
import { filesMount, plannedMounts } from "./planned-mounts";
import { componentKind, containerDetails } from "./service-component";
import { serviceDeployment } from "./workload";

/** nginx, the only way in: beside its pods the ways that lead there. */
export class Gateway extends Component {
  readonly deployment: Deployment;
  /** Where its load balancer answers; undefined where it has none. */
  readonly loadBalancer: pulumi.Output<string> | undefined;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super(componentKind(args), name, options);
    const { plan } = args.scope;
    const details = container(this, args);
    const endpoint = gatewayService(this, args);
    gatewayIngress(this, args.scope);
    gatewayRoute(this, args.scope);
    requestPublicCertificate(this, args.scope);
    const additions = withGatewayExporter(additionsOf(this, args), plan);
    this.deployment = serviceDeployment(this, { ...args, secrets: noSecretVariables, additions, details });
    this.loadBalancer =
      plan.exposure.settings.kind === "load-balancer" ? loadBalancerAddress(endpoint) : undefined;
    this.registerOutputs({
      service: endpoint.metadata.name,
      deployment: this.deployment.metadata.name,
      ...defined({ loadBalancer: this.loadBalancer }),
    });
  }
}

function container(parent: pulumi.Resource, args: ServiceArgs): ContainerDetails {
  const { plan } = args.scope;
  const { tlsEnd } = plan.exposure;
  const certificate = publicCertificateMount(plan.exposure);
  const settings = filesMount(
    { name: "config", mountPath: nginxConfig.folder, files: { [nginxConfig.file]: renderNginxConfig(plan) } },
    { parent, args, logicalName: args.service.service.name },
  );
  const mounts = [
    settings,
    ...plannedMounts(parent, args),
    ...(certificate === undefined ? [] : [certificate]),
  ];
  return {
    ...containerDetails(args, { mounts }),
    command: commandOf(tlsEnd),
    httpsPort: tlsEnd === "nobody" ? undefined : httpsPorts.container,
    // Root owns the certificate's files, and the group may read them.
    fsGroup: certificate === undefined ? undefined : nginxUser,
  };
}

const start = ["nginx", "-c", nginxConfigPath, "-g", "daemon off;"] as const;

/** Seconds between two looks at the certificate; kubelet brings a renewed one after a minute or two. */
const certificateCheckSeconds = 10;

/** nginx reads its certificate once, so a renewed one has to be told of. */
function commandOf(tlsEnd: TlsEnd): readonly string[] {
  if (tlsEnd !== "gateway") {
    return start;
  }
  const files = publicCertificate.files.map((file) => `${publicCertificate.folder}/${file}`).join(" ");
  const script = `
seen=$(cat ${files} | cksum)
while sleep ${certificateCheckSeconds}; do
  now=$(cat ${files} | cksum)
  if [ "$now" != "$seen" ]; then
    nginx -c ${nginxConfigPath} -s reload && seen=$now
  fi
done &
exec "$@"
`.trim();
  return ["sh", "-c", script, "gateway", ...start];
}
