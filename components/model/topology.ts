import { cachePeer, databasePeer, httpPeer } from "./peers";
import type { HttpPeer, Peers, PeerName } from "./peers";
import type { StackConfig } from "./schema/stack";
import type { MovingSecrets } from "./secrets";
import type { Service, ServiceId } from "./service";
import { analytics } from "./services/analytics";
import { app } from "./services/app";
import { engine } from "./services/engine";
import { gateway } from "./services/gateway";
import { tables } from "./services/tables";
import { worker } from "./services/worker";

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
