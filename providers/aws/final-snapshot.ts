import type * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId";

/** The name of the snapshot that is made when a server is deleted; another one for each server, as it can be used once. */
export function finalSnapshotName(identifier: string, parent: pulumi.Resource): pulumi.Output<string> {
  const name = `${identifier}-final`;
  return new RandomId(name, { byteLength: 4 }, { parent }).hex.apply((hex) => `${name}-${hex}`);
}
