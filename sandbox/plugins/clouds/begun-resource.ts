import { join } from "node:path";

import type { PropertyMap } from "../protocol/property-value";

/** A resource whose making a state has noted, perhaps without its id. */
export interface BegunResource {
  /** A Pulumi type token. */
  readonly type: string;
  readonly inputs: PropertyMap;
  readonly providerInputs: PropertyMap;
}

export interface NamedResource {
  readonly id: string;
  /** Outputs that are there only once the cloud is done. */
  readonly decidesLast: readonly string[];
}

/**
 * What a simulated cloud calls a resource; undefined for one of no cloud.
 * @param accountsFolder where the simulated clouds keep what exists in them
 */
export async function namedInCloud(
  accountsFolder: string,
  { type, inputs, providerInputs }: BegunResource,
): Promise<NamedResource | undefined> {
  // Loaded here, because few of those who start a cluster ask for it.
  const [{ clouds }, { Account }, { readSettings }] = await Promise.all([
    import("./clouds"),
    import("./account"),
    import("./account-settings"),
  ]);
  const cloud = clouds.find(({ kinds }) => kinds.has(type));
  const kind = cloud?.kinds.get(type);
  if (cloud === undefined || kind === undefined) {
    return undefined;
  }
  const config = cloud.configure(providerInputs, process.env);
  const account = new Account(join(accountsFolder, cloud.name));
  const settings = readSettings(join(accountsFolder, "settings.json"));
  const { key } = kind.name({ account, config, settings, inputs });
  return { id: key, decidesLast: kind.decidesLast ?? [] };
}
