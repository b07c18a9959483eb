import type * as pulumi from "@pulumi/pulumi";
import type { ComponentOptions } from "../components/component";
import type { SecretValueName } from "../components/model/secrets";
import type { StackConfig } from "../components/model/schema/stack";
import type { Scope } from "../components/scope";
import type { Authority, Endpoint } from "../components/store-access";

/** A server; what its clients need to know of it is the same wherever it comes from. */
export interface Store {
  readonly endpoint: Endpoint;
  /** Who signs its certificate; undefined where it takes connections in clear. */
  readonly authority: Authority | undefined;
  /** Ready once the server takes connections. */
  readonly resource: pulumi.Resource;
}

/** What a provider makes a server from. */
export interface StoreArgs {
  readonly scope: Scope;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
}

/** A source of Postgres and Redis servers. */
export interface Provider {
  readonly createDatabase: (args: StoreArgs, options: ComponentOptions) => Store;
  readonly createCache: (args: StoreArgs, options: ComponentOptions) => Store;
}

/** The kinds of provider that a configuration can name. */
export type ProviderKind = StackConfig["database"]["kind"] | StackConfig["cache"]["kind"];
