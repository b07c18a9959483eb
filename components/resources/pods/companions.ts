import type * as pulumi from "@pulumi/pulumi";
import { addedParts } from "./added-parts";
import { cacheProxyOf } from "./cache-proxy";
import { noCompanions, type Companions } from "./pod";
import type { ServiceArgs } from "../scope";
import { waitContainer } from "./wait-container";

/** Makes the companions that a service's plan asks for: a wait for its peers and a proxy to the cache. */
export function companionsOf(parent: pulumi.Resource, args: ServiceArgs): Companions {
  const { service, scope } = args;
  const { id, name } = service.service;
  const waits = service.waits.length === 0 ? [] : [waitContainer(service.waits, scope)];
  const proxy = service.cacheProxy ? cacheProxyOf(parent, { scope, component: id, name }) : noCompanions;
  const added = addedParts(id, scope.plan.config);
  return {
    initContainers: [...waits, ...proxy.initContainers, ...added.initContainers],
    volumes: [...proxy.volumes, ...added.volumes],
  };
}
