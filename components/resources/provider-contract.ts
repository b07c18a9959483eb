import type { OfKind } from "../../providers/source";
import type * as pulumi from "@pulumi/pulumi";
import type { ComponentOptions } from "./component";
import type { Plan } from "../plan/plan";
import type { WantedIdentity } from "../plan/wanted-identities";
import type { SecretValueName } from "../values/secret-definitions";
import type { StoreName } from "../values/text";
import type { PodIdentity } from "./stores/pod-identity";
import type { Credentials } from "./cluster/requirements";
import type { LaterValues } from "./later-values";
import type { Scope } from "./scope";
import type { Authority, ClusterAccess, Endpoint } from "./stores/store-access";

/** Options of everything that a server or an identity consists of. */
export interface OwnOptions {
  readonly parent: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
}

/** A server; what its clients need to know of it is the same wherever it comes from. */
export interface Store {
  readonly endpoint: Endpoint;
  /** Who signs its certificate; undefined where it takes connections in clear. */
  readonly authority: Authority | undefined;
  /** The password, where the server generates it or a Secret that others keep holds it; else a secret of the stack. */
  readonly password?: pulumi.Output<string>;
  /** The administrator of Postgres, where only the deployment knows its name. */
  readonly adminRole?: pulumi.Output<string>;
  /** Ready once the server takes connections. */
  readonly resource: pulumi.Resource;
}

/** What every server is made from. */
export interface StackParts {
  readonly scope: Scope;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
  /** What the Secret holds that others keep, for a server whose credentials it has. */
  readonly credentials: (store: StoreName) => pulumi.Output<Credentials> | undefined;
  /** What is known of existing servers only once other resources are there. */
  readonly later: LaterValues;
}

/** What a provider makes one server from. */
export interface StoreArgs<Settings> extends Omit<StackParts, "credentials" | "later"> {
  readonly settings: Settings;
}

/** A server that can be declared, and where it will be. */
export interface LocatedStore {
  /** Address ranges of a server outside the cluster; none for pods of the stack. */
  readonly addresses: readonly string[];
  readonly create: (parts: StackParts, options: ComponentOptions) => Store;
}

/** What an identity is made from: who asks for it, and the names that the cloud knows the pods by. */
export interface IdentityRequest<Settings> extends Omit<WantedIdentity, "settings"> {
  readonly settings: Settings;
  readonly account: string;
}

/** An identity that can be declared. */
export interface LocatedIdentity {
  readonly create: (options: ComponentOptions) => PodIdentity;
}

/**
 * An opened source of Postgres and Redis servers; looks up what it needs before anything is declared. Methods,
 * whose parameters TypeScript lets be narrower: whoever asks finds the source by the settings' `kind`.
 */
export interface OpenedSource {
  locateDatabase(settings: OfKind): Promise<LocatedStore>;
  locateCache(settings: OfKind): Promise<LocatedStore>;
}

/** An opened cloud, which also knows clusters by their names and gives pods identities. */
export interface OpenedCloud extends OpenedSource {
  readonly clusterAccess: () => Promise<ClusterAccess>;
  /** The address of the DNS Service of the cluster that the configuration names, where the cloud says it. */
  readonly clusterDns: () => Promise<string | undefined>;
  locateIdentity(request: IdentityRequest<OfKind>): Promise<LocatedIdentity>;
}

/** The module `open.ts` of a source; a cloud is given the settings of its account, and whose part its SDK's provider is. */
export interface SourceModule<Opened extends OpenedSource = OpenedSource> {
  open(plan: Plan, account: object, options: pulumi.ResourceOptions): Opened;
}
