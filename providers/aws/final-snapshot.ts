import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";

/**
 * The name of the snapshot that is made when a server is deleted; another one for each server, as it can be used once.
 * What tells them apart is no secret: it is drawn as one because no other random resource may be in a stack.
 */
export function finalSnapshotName(identifier: string, parent: pulumi.Resource): pulumi.Output<string> {
  const name = `${identifier}-final`;
  const { result } = new RandomPassword(name, { length: 8, special: false, upper: false }, { parent });
  return pulumi.unsecret(result).apply((suffix) => `${name}-${suffix}`);
}
