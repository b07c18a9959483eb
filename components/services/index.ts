import type { Component, ComponentOptions } from "../component";
import type { ServiceId } from "../model/service";
import type { ServiceArgs } from "../scope";
import { Analytics } from "./analytics";
import { App } from "./app";
import { Engine } from "./engine";
import { Gateway } from "./gateway";
import { Tables } from "./tables";
import { Worker } from "./worker";

type ServiceComponent = new (name: string, args: ServiceArgs, options: ComponentOptions) => Component;

const components: Readonly<Record<ServiceId, ServiceComponent>> = {
  gateway: Gateway,
  app: App,
  engine: Engine,
  worker: Worker,
  tables: Tables,
  analytics: Analytics,
};

/** Makes the component of a planned service. */
export function createService(args: ServiceArgs, options: ComponentOptions): Component {
  const { id, name } = args.service.service;
  return new components[id](name, args, options);
}
