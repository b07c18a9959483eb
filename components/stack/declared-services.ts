import { cachePeer, databasePeer, urlOf, type Peers, type ServicePeer } from "../services/peers";
import type { PrivilegeException } from "../services/container-plan";
import type { FlowSettings, ServiceOf, Surroundings } from "../services/service";
import { services, type ServiceId } from "../services/service-registry";
import type { RotatingSecrets } from "../values/secret-definitions";
import { imageTag, type ServiceImageName } from "./images";
import type { StackConfig } from "./stack-config";

/** Who can be depended on. */
export type PeerName = ServiceId | "database" | "cache";

/** A service as the plan of a stack asks it. */
export interface Service extends ServiceOf<
  StackConfig,
  ServiceId,
  ServiceImageName,
  PeerName,
  PeerName,
  PeerName
> {}

/** Every service of OpenOps; one that names a peer which is no service does not compile here. */
export const declaredServices: Readonly<Record<ServiceId, Service>> = services;

/** All services, in the order of the registry. */
export const allServices: readonly Service[] = Object.values(declaredServices);

/** The services that a configuration installs. */
export function servicesOf(config: StackConfig): readonly Service[] {
  return allServices.filter((service) => service.isPartOf(config));
}

/** What declarations may refer to. */
export function peersOf(config: StackConfig, rotating: RotatingSecrets = []): Peers {
  const peer = (service: Service): ServicePeer => ({
    host: service.name,
    port: service.servicePort,
    url: urlOf(service.name, service.servicePort),
    installed: service.isPartOf(config),
  });
  return {
    database: databasePeer(config, rotating),
    cache: cachePeer(config, rotating),
    services: Object.fromEntries(allServices.map((service) => [service.id, peer(service)])),
  };
}

/** Peers of a list that the configuration installs. */
export function installed(names: readonly PeerName[], config: StackConfig): readonly PeerName[] {
  return names.filter(
    (name) => name === "database" || name === "cache" || declaredServices[name].isPartOf(config),
  );
}

/** How a configuration has flows run. */
export function flowSettings({
  services: settings,
  preset,
  execution,
  integrations,
}: StackConfig): FlowSettings {
  const { app } = settings;
  return {
    environmentName: app.environmentName ?? preset,
    timeoutSeconds: app.flowTimeoutSeconds,
    hostValidation: app.hostValidation,
    requestBodyLimitMi: app.requestBodyLimitMi,
    implicitAwsRole: integrations.awsImplicitRole || settings[execution].identity?.kind === "aws",
  };
}

/** What the environments of a stack's services are built from. */
export function surroundingsOf(config: StackConfig, peers: Peers): Surroundings {
  return {
    peers,
    flows: flowSettings(config),
    tagOf: (service) => {
      const found = allServices.find(({ id }) => id === service);
      return found === undefined ? undefined : imageTag(found.image.name, config);
    },
  };
}

/** The names of all services. */
export const serviceIds: readonly ServiceId[] = allServices.map(({ id }) => id);

/** The containers that do not meet the Pod Security level `restricted`, and why; all others do. */
export const privilegeExceptions: Readonly<Partial<Record<ServiceId, PrivilegeException>>> =
  Object.fromEntries(
    allServices.flatMap(({ id, runAs }) => ("reason" in runAs ? [[id, runAs] as const] : [])),
  );

/** Sorts services so that each comes after those it waits for; a cycle is an error of the declarations. */
export function inStartOrder(services: readonly Service[]): readonly Service[] {
  const sorted: Service[] = [];
  const visit = (service: Service, path: readonly ServiceId[]): void => {
    if (path.includes(service.id)) {
      throw new Error(`Services wait for each other: ${[...path, service.id].join(" -> ")}`);
    }
    const before: readonly PeerName[] = [...service.waitsFor, ...service.startsAfter];
    services
      .filter(({ id }) => before.includes(id))
      .forEach((predecessor) => visit(predecessor, [...path, service.id]));
    if (!sorted.includes(service)) {
      sorted.push(service);
    }
  };
  services.forEach((service) => visit(service, []));
  return sorted;
}
