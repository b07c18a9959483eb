import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { named } from "../../components/resources/component";

/**
 * The name of the snapshot that is made when a server is deleted; another one for each server, as it can be used once.
 * What tells them apart is no secret: it is drawn as one because no other random resource may be in a stack.
 */
export function finalSnapshotName(identifier: string, parent: pulumi.Resource): pulumi.Output<string> {
  const name = `${identifier}-final`;
  const { result } = new RandomPassword(
    named(parent, name),
    { length: 8, special: false, upper: false },
    { parent },
  );
  return pulumi.unsecret(result).apply((suffix) => `${name}-${suffix}`);
}
