import { flowSettings, installed, type Service } from "../../stack/declared-services";
import { admissionOf } from "./ingress-rules";
import { dnsRules } from "./dns-places";
import { credentialEgress } from "../wanted-identities";
import {
  cacheProfile,
  databaseProfile,
  declaredStores,
  storeProfile,
  type DeclaredStore,
} from "../../sources/store-profiles";
import type { StackConfig } from "../../stack/stack-config";
import type { InternetAccess, NamedServer } from "../../services/service";
import type { StoreName } from "../../values/text";
import { exportersOf } from "../monitoring/exporters";
import type { ComponentName } from "../component-name";
import type { PolicyPeer, PolicyRule } from "../../values/network-rule";

/** What the NetworkPolicy of one component allows; all else is refused. */
export interface Policy {
  readonly component: ComponentName;
  readonly ingress: readonly PolicyRule<ComponentName>[];
  readonly egress: readonly PolicyRule<ComponentName>[];
}

/** A connection between two components. */
export interface Edge {
  readonly from: ComponentName;
  readonly to: ComponentName;
  readonly port: number;
}

/** Public addresses: all but private, link-local (the clouds' metadata services), shared and loopback ones. */
const publicAddresses: readonly PolicyPeer<ComponentName>[] = [
  {
    kind: "addresses",
    cidr: "0.0.0.0/0",
    except: [
      "10.0.0.0/8",
      "100.64.0.0/10",
      "127.0.0.0/8",
      "169.254.0.0/16",
      "172.16.0.0/12",
      "192.168.0.0/16",
    ],
  },
  { kind: "addresses", cidr: "::/0", except: ["::1/128", "fc00::/7", "fe80::/10"] },
];

/** Every connection between components of a stack; both sides' policies are made from this one list. */
export function connectionsOf(services: readonly Service[], config: StackConfig): readonly Edge[] {
  const ports: Readonly<Record<string, number>> = {
    database: databaseProfile(config).port,
    cache: cacheProfile(config).port,
    ...Object.fromEntries(services.map(({ id, containerPort }) => [id, containerPort])),
  };
  const called = services.flatMap(({ id, waitsFor, calls }) =>
    installed([...waitsFor, ...calls], config).map((to) => ({ from: id, to, port: ports[to] ?? 0 })),
  );
  const routed = services
    .filter((service) => service.routes(config, flowSettings(config)).length > 0)
    .map(({ id, containerPort }) => ({ from: "gateway" as const, to: id, port: containerPort }));
  const jobs = (["database-bootstrap", "backup"] as const)
    .filter((from) => from !== "backup" || config.backup.enabled)
    .map((from) => ({ from, to: "database" as const, port: databaseProfile(config).port }));
  const exporters = exportersOf(config).map(({ id, store }) => ({
    from: id,
    to: store,
    port: ports[store] ?? 0,
  }));
  return [...called, ...routed, ...jobs, ...exporters];
}

/** One policy for each component, from the connections and what services may reach outside. */
export function planPolicies(
  services: readonly Service[],
  connections: readonly Edge[],
  config: StackConfig,
): readonly Policy[] {
  const components: readonly ComponentName[] = [
    ...services.map(({ id }) => id),
    ...stores.filter((store) => podsOf(store, config) !== undefined),
    "database-bootstrap",
    ...exportersOf(config).map(({ id }) => id),
    ...(config.backup.enabled ? (["backup"] as const) : []),
  ];
  return components.map((component) => {
    const service = services.find(({ id }) => id === component);
    const outside =
      component === "backup" ? bucketRules(config) : service === undefined ? [] : outsideOf(service, config);
    return {
      component,
      ingress: [...admissionOf(component, services, config), ...ingressOf(component, connections, config)],
      egress: egressOf(component, connections, {
        outside: [...outside, ...credentialEgress(component, config), ...moveOf(component, config)],
        config,
      }),
    };
  });
}

const stores: readonly StoreName[] = ["database", "cache"];

/** Which of a store's servers has pods in the stack. */
function podsOf(store: StoreName, config: StackConfig): DeclaredStore | undefined {
  return declaredStores(config).find((declared) => declared.store === store && hasPods(declared));
}

function hasPods({ profile }: DeclaredStore): boolean {
  return profile.location === "pods";
}

/** While a previous server is kept, the pods of one may reach the other, so that data can be moved. */
function moveOf(component: ComponentName, config: StackConfig): readonly PolicyRule<ComponentName>[] {
  return declaredStores(config)
    .filter((declared) => declared.store === component && !hasPods(declared))
    .filter(({ store }) => podsOf(store, config) !== undefined)
    .map(({ store, use, profile }) => ({ peers: [{ kind: "server", store, use }], ports: [profile.port] }));
}

/** The other side of a connection. */
function peerOf(component: ComponentName, config: StackConfig): PolicyPeer<ComponentName> {
  const server = stores.find((store) => store === component);
  return server !== undefined && storeProfile(server, config).location === "addresses"
    ? { kind: "server", store: server, use: "current" }
    : { kind: "component", component };
}

function ingressOf(
  component: ComponentName,
  connections: readonly Edge[],
  config: StackConfig,
): readonly PolicyRule<ComponentName>[] {
  const isServed = peerOf(component, config).kind === "component";
  const callers = isServed ? connections.filter(({ to }) => to === component) : [];
  const port = callers[0]?.port;
  return port === undefined
    ? []
    : [{ peers: callers.map(({ from }) => ({ kind: "component", component: from })), ports: [port] }];
}

function egressOf(
  component: ComponentName,
  connections: readonly Edge[],
  {
    outside,
    config,
  }: { readonly outside: readonly PolicyRule<ComponentName>[]; readonly config: StackConfig },
): readonly PolicyRule<ComponentName>[] {
  const inside = connections
    .filter(({ from }) => from === component)
    .map(({ to, port }): PolicyRule<ComponentName> => ({ peers: [peerOf(to, config)], ports: [port] }));
  return [...dnsRules(config), ...inside, ...outside];
}

function outsideOf(
  { id, internet, reaches }: Service,
  config: StackConfig,
): readonly PolicyRule<ComponentName>[] {
  const declared = internet === undefined ? [] : [internetRule(internet.ports)];
  const configured = config.services[id].egress.map(({ cidr, ports }): PolicyRule<ComponentName> => ({
    peers: [{ kind: "addresses", cidr, except: [] }],
    ports,
  }));
  return [...declared, ...configured, ...reaches(config).map(serverRule)];
}

function serverRule({ port, addresses = [], namespace }: NamedServer): PolicyRule<ComponentName> {
  const named: readonly PolicyPeer<ComponentName>[] = [
    ...addresses.map((cidr) => ({ kind: "addresses", cidr, except: [] }) as const),
    ...(namespace === undefined ? [] : [{ kind: "namespace", namespace } as const]),
  ];
  return { peers: named.length === 0 ? publicAddresses : named, ports: [port] };
}

/** Where the pods of backups find the bucket, and what tells them who they are. */
function bucketRules({
  backup: { target, egress, identity },
}: StackConfig): readonly PolicyRule<ComponentName>[] {
  const configured = egress.map(({ cidr, ports }): PolicyRule<ComponentName> => ({
    peers: [{ kind: "addresses", cidr, except: [] }],
    ports,
  }));
  switch (target.kind) {
    case "claim":
      return configured;
    case "gcs":
      return [
        internetRule([443]),
        ...(target.credentialsSecret === undefined && identity === undefined ? googleMetadata : []),
        ...configured,
      ];
    default:
      return [internetRule([443]), ...configured];
  }
}

/** Where pods in Google Cloud get their identity; no other pod may ask there. */
const googleMetadata: readonly PolicyRule<ComponentName>[] = [
  { peers: [{ kind: "addresses", cidr: "169.254.169.254/32", except: [] }], ports: [80] },
  { peers: [{ kind: "addresses", cidr: "169.254.169.252/32", except: [] }], ports: [988] },
];

function internetRule(ports: InternetAccess["ports"]): PolicyRule<ComponentName> {
  return { peers: publicAddresses, ports };
}
