import { clouds } from "../../providers/registry";
import { kindOf } from "../terminal/resource-names";

/** The clouds' services, by the part of a type token that names them. */
const services: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(clouds).flatMap(({ serviceNames }) => Object.entries(serviceNames)),
);

/** The kind of a resource as people say it, with the cloud's service where it belongs to one. */
export function readableKind(type: string): string {
  const [cloud = "", module = ""] = type.split(/[:/]/);
  const service = services[`${cloud}:${module}`];
  return service === undefined ? kindOf(type) : `${service} ${kindOf(type)}`;
}
