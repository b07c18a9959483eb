import type { ComponentOptions } from "../component";
import type { ServiceArgs } from "../scope";
import { Gateway } from "./gateway-component";
import { ServiceComponent } from "./service-component";

/** Makes the component of a planned service. */
export function createService(args: ServiceArgs, options: ComponentOptions): ServiceComponent | Gateway {
  const { id, name } = args.service.service;
  return id === "gateway" ? new Gateway(name, args, options) : new ServiceComponent(name, args, options);
}
