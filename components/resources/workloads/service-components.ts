import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type { Component, ComponentOptions } from "../component";
import type { ServiceId } from "../../services/service";
import type { ServiceArgs } from "../scope";
import { Analytics } from "./analytics-component";
import { App } from "./app-component";
import { Engine } from "./engine-component";
import { Gateway } from "./gateway-component";
import { Tables } from "./tables-component";
import { Worker } from "./worker-component";

/** The component of a service, with what is ready when the service is. */
export interface ServiceComponent extends Component {
  readonly deployment: Deployment;
}

type ServiceClass = new (name: string, args: ServiceArgs, options: ComponentOptions) => ServiceComponent;

const components: Readonly<Record<ServiceId, ServiceClass>> = {
  gateway: Gateway,
  app: App,
  engine: Engine,
  worker: Worker,
  tables: Tables,
  analytics: Analytics,
};

/** Makes the component of a planned service. */
export function createService(args: ServiceArgs, options: ComponentOptions): ServiceComponent {
  const { id, name } = args.service.service;
  return new components[id](name, args, options);
}
