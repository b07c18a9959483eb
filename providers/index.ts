import type * as pulumi from "@pulumi/pulumi";
import type { IdentityConfig } from "../components/config/identity-settings";
import type { CacheConfig, DatabaseConfig } from "../components/config/store-settings";
import { rangeOf } from "../components/plan/network/dns-places";
import type { Plan } from "../components/plan/plan";
import type {
  IdentityRequest,
  LocatedIdentity,
  OpenedCloud,
  OpenedSource,
  SourceModule,
  LocatedStore,
} from "../components/resources/provider-contract";
import type { ClusterAccess } from "../components/resources/stores/store-access";
import { cloudNamed, cloudOfCluster, clouds, sources, type CloudName, type SourceName } from "./registry";

/** Where the servers of one stack come from; a source and its SDK are loaded by the stacks that use them. */
export class Providers {
  private readonly opened = new Map<CloudName, Promise<OpenedCloud>>();

  /** @param options of the providers of clouds: whose part they are */
  constructor(
    private readonly plan: Plan,
    private readonly options: pulumi.ResourceOptions,
  ) {}

  /** Looks up how a cluster that a cloud knows by its name is accessed. */
  async clusterAccess(): Promise<ClusterAccess> {
    const { cluster } = this.plan;
    return cluster.kind === "kubeconfig"
      ? { kubeconfig: cluster.path, context: cluster.context }
      : (await this.cloudOfCluster()).clusterAccess();
  }

  /** Looks up where a cluster that a cloud knows by its name has its DNS Service, as ranges; else none. */
  async clusterDns(): Promise<readonly string[]> {
    if (this.plan.cluster.kind === "kubeconfig") {
      return [];
    }
    const address = await (await this.cloudOfCluster()).clusterDns();
    return address === undefined ? [] : [rangeOf(address)];
  }

  async locateDatabase(settings: DatabaseConfig): Promise<LocatedStore> {
    return (await this.sourceOf(settings.kind)).locateDatabase(settings);
  }

  async locateCache(settings: CacheConfig): Promise<LocatedStore> {
    return (await this.sourceOf(settings.kind)).locateCache(settings);
  }

  async locateIdentity(request: IdentityRequest<IdentityConfig>): Promise<LocatedIdentity> {
    return (await this.cloud(request.settings.kind)).locateIdentity(request);
  }

  private async sourceOf(kind: SourceName): Promise<OpenedSource> {
    const cloud = cloudNamed(kind);
    if (cloud !== undefined) {
      return this.cloud(cloud);
    }
    const module: SourceModule = await sources[kind].open();
    return module.open(this.plan, {}, this.options);
  }

  /** The cloud that has the cluster; a rule has refused one that is not configured. */
  private cloudOfCluster(): Promise<OpenedCloud> {
    const name = cloudOfCluster(this.plan);
    if (name === undefined) {
      throw new Error("No cloud has the cluster");
    }
    return this.cloud(name);
  }

  /** A cloud, which is opened once. */
  private cloud(name: CloudName): Promise<OpenedCloud> {
    const before = this.opened.get(name);
    if (before !== undefined) {
      return before;
    }
    const opened = this.openCloud(name);
    this.opened.set(name, opened);
    return opened;
  }

  private async openCloud(name: CloudName): Promise<OpenedCloud> {
    const account = this.plan.clouds[name];
    if (account === undefined) {
      // A rule has refused it before.
      throw new Error(`clouds.${name} is used, and the configuration says nothing of it`);
    }
    const module = await cloudModule(name);
    return module.open(this.plan, account, this.options);
  }
}

async function cloudModule(name: CloudName): Promise<SourceModule<OpenedCloud>> {
  const { sdk, open } = clouds[name];
  try {
    return await open();
  } catch (error) {
    // Loaded for an error alone.
    const { loadError } = await import("./missing-sdk");
    throw loadError(name, sdk, error);
  }
}
