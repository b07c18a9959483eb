import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import { veleroVolume } from "../../plan/backup/velero";
import { ownsVolume } from "../../plan/pods/scaling";
import { Component, type ComponentOptions } from "../component";
import { additionsOf } from "../pods/pod-additions";
import { securityContextOf } from "../pods/container-security";
import type { ContainerDetails } from "../pods/pod";
import type { ServiceArgs } from "../scope";
import { firstBootOf } from "./first-boot";
import { plannedMounts } from "./planned-mounts";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";

/** A service of OpenOps, made from what it declares. */
export class ServiceComponent extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super(componentKind(args), name, options);
    const { container } = args.service;
    const details = containerDetails(args, { mounts: plannedMounts(this, args) });
    const secrets = serviceSecrets(this, args);
    const pod = { ...args, secrets, additions: additionsOf(this, args), details };
    const before = firstBootOf(this, pod);
    const endpoint = serviceEndpoint(this, args);
    const holdsData = container.volumes?.some(({ kind }) => kind === "claim") ?? false;
    this.deployment = serviceDeployment(this, pod, {
      before,
      recreate: ownsVolume(container),
      ...(holdsData ? { annotations: veleroVolume(args.scope.plan) } : {}),
    });
    this.registerOutputs({
      service: endpoint.metadata.name,
      deployment: this.deployment.metadata.name,
    });
  }
}

/** The kind of a service's component: `services:App`. */
export function componentKind({ service: { service } }: ServiceArgs): string {
  return `services:${service.id.charAt(0).toUpperCase()}${service.id.slice(1)}`;
}

/** The container of a service, as its declaration plans it. */
export function containerDetails(
  { service: { service, container, resources } }: ServiceArgs,
  { mounts }: Required<Pick<ContainerDetails, "mounts">>,
): ContainerDetails {
  return {
    ...container,
    image: service.image.name,
    resources,
    securityContext: securityContextOf(service.runAs),
    port: service.containerPort,
    mounts,
  };
}
