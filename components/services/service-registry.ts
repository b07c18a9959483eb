import { cachePeer, databasePeer, httpPeer, type HttpPeer, type Peers, type PeerName } from "./peers";
import type { StackConfig } from "../config/stack-config";
import type { MovingSecrets } from "../values/secret-definitions";
import type { Service, ServiceId } from "./service";
import { analytics } from "./analytics/analytics";
import { app } from "./app/app";
import { engine } from "./engine/engine";
import { gateway } from "./gateway/gateway";
import { tables } from "./tables/tables";
import { worker } from "./worker/worker";

/** Every service of OpenOps: the only list of who there is and who talks to whom. */
export const declaredServices: Readonly<Record<ServiceId, Service>> = {
  gateway,
  app,
  engine,
  worker,
  tables,
  analytics,
};

/** The services that a configuration installs. */
export function servicesOf(config: StackConfig): readonly Service[] {
  return Object.values(declaredServices).filter((service) => service.isPartOf(config));
}

/** What declarations may refer to; parts that the configuration leaves out are undefined. */
export function peersOf(config: StackConfig, moving: MovingSecrets = []): Peers {
  const peer = (service: Service): HttpPeer => httpPeer(service.name, service.servicePort);
  const optional = (service: Service): HttpPeer | undefined =>
    service.isPartOf(config) ? peer(service) : undefined;
  return {
    database: databasePeer(config, moving),
    cache: cachePeer(config, moving),
    app: peer(app),
    tables: peer(tables),
    analytics: optional(analytics),
    engine: optional(engine),
    worker: optional(worker),
  };
}

/** Peers of a list that the configuration installs. */
export function installed(peers: Peers, names: readonly PeerName[]): readonly PeerName[] {
  return names.filter((name) => peers[name] !== undefined);
}
