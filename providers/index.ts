import { rangeOf } from "../components/plan/network/dns-places";
import type { Plan } from "../components/plan/plan";
import type { IdentityConfig } from "../components/config/identity-settings";
import type { CacheConfig, DatabaseConfig } from "../components/config/store-settings";
import type { ClusterAccess } from "../components/resources/stores/store-access";
import type { StackConfig } from "../components/stack/stack-config";
import type {
  CloudProvider,
  IdentityRequest,
  IdentitySite,
  StoreSite,
} from "../components/resources/provider-contract";
import { once } from "./lazy";

type ClusterKind = StackConfig["cluster"]["kind"];

/** Where the servers of one stack come from; a provider and its SDK are loaded by the stacks that use them. */
export class Providers {
  private readonly aws = once(async () => {
    const { openAws } = await import("./aws");
    return openAws(this.plan, configured(this.plan.config.clouds.aws));
  });

  private readonly gcp = once(async () => {
    const { openGcp } = await import("./gcp");
    return openGcp(this.plan, configured(this.plan.config.clouds.gcp));
  });

  private readonly azure = once(async () => {
    const { openAzure } = await import("./azure");
    return openAzure(this.plan, configured(this.plan.config.clouds.azure));
  });

  constructor(private readonly plan: Plan) {}

  /** Looks up how a cluster that a cloud knows by its name is accessed. */
  async clusterAccess(): Promise<ClusterAccess> {
    const { cluster } = this.plan.config;
    return cluster.kind === "kubeconfig"
      ? { kubeconfig: cluster.path, context: cluster.context }
      : (await this.cloudOf(cluster.kind)).clusterAccess();
  }

  /** Looks up where a cluster that a cloud knows by its name has its DNS Service, as ranges; else none. */
  async clusterDns(): Promise<readonly string[]> {
    const { cluster } = this.plan.config;
    if (cluster.kind === "kubeconfig") {
      return [];
    }
    const address = await (await this.cloudOf(cluster.kind)).clusterDns();
    return address === undefined ? [] : [rangeOf(address)];
  }

  async locateDatabase(settings: DatabaseConfig): Promise<StoreSite> {
    switch (settings.kind) {
      case "in-cluster":
        return (await import("./in-cluster")).inCluster.locateDatabase(settings);
      case "external":
        return (await import("./external")).external.locateDatabase(settings);
      case "aws":
        return (await this.aws()).locateDatabase(settings);
      case "gcp":
        return (await this.gcp()).locateDatabase(settings);
      case "azure":
        return (await this.azure()).locateDatabase(settings);
    }
  }

  async locateCache(settings: CacheConfig): Promise<StoreSite> {
    switch (settings.kind) {
      case "in-cluster":
        return (await import("./in-cluster")).inCluster.locateCache(settings);
      case "external":
        return (await import("./external")).external.locateCache(settings);
      case "aws":
        return (await this.aws()).locateCache(settings);
      case "gcp":
        return (await this.gcp()).locateCache(settings);
      case "azure":
        return (await this.azure()).locateCache(settings);
    }
  }

  /** The cloud that has a kind of cluster. */
  private cloudOf(
    kind: Exclude<ClusterKind, "kubeconfig">,
  ): Promise<Pick<CloudProvider<never, never, never>, "clusterAccess" | "clusterDns">> {
    switch (kind) {
      case "eks":
        return this.aws();
      case "gke":
        return this.gcp();
      case "aks":
        return this.azure();
    }
  }

  async locateIdentity(request: IdentityRequest<IdentityConfig>): Promise<IdentitySite> {
    const { settings } = request;
    switch (settings.kind) {
      case "aws":
        return (await this.aws()).locateIdentity({ ...request, settings });
      case "gcp":
        return (await this.gcp()).locateIdentity({ ...request, settings });
      case "azure":
        return (await this.azure()).locateIdentity({ ...request, settings });
    }
  }
}

/** A cloud that is used without being configured has been refused by a rule before. */
function configured<Account>(account: Account | undefined): Account {
  if (account === undefined) {
    throw new Error("A cloud is used that the configuration says nothing of");
  }
  return account;
}
