import type * as pulumi from "@pulumi/pulumi";
import { addedParts } from "./added-parts";
import { cacheProxyOf } from "./cache-proxy";
import { noAdditions, type PodAdditions } from "./pod";
import type { ServiceArgs } from "../scope";
import { waitContainer } from "./wait-container";

/** Adds to a service's pod what its plan and its settings ask for: a wait for its peers, a proxy to the cache, containers of users. */
export function additionsOf(parent: pulumi.Resource, args: ServiceArgs): PodAdditions {
  const { service, scope } = args;
  const { id, name } = service.service;
  const waits = service.waits.length === 0 ? [] : [waitContainer(service.waits, scope)];
  const proxy = service.cacheProxy ? cacheProxyOf(parent, { scope, component: id, name }) : noAdditions;
  const added = addedParts(service.added, scope.plan.images.pullPolicy);
  return {
    initContainers: [...waits, ...proxy.initContainers, ...added.initContainers],
    volumes: [...proxy.volumes, ...added.volumes],
  };
}
