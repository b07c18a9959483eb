import type { CacheConfig, DatabaseConfig } from "../components/model/schema/stores";
import type { StoreSite } from "./contract";

/** Loads the provider that a database comes from, and its SDK with it; no other stack loads that. */
export async function locateDatabase(settings: DatabaseConfig): Promise<StoreSite> {
  switch (settings.kind) {
    case "in-cluster":
      return (await import("./in-cluster")).inCluster.locateDatabase(settings);
    case "external":
      return (await import("./external")).external.locateDatabase(settings);
  }
}

/** Loads the provider that a cache comes from. */
export async function locateCache(settings: CacheConfig): Promise<StoreSite> {
  switch (settings.kind) {
    case "in-cluster":
      return (await import("./in-cluster")).inCluster.locateCache(settings);
    case "external":
      return (await import("./external")).external.locateCache(settings);
  }
}
