import { Resource } from "@pulumi/pulumi";
import type { Registered } from "./program";

/** The classes of what a resource is registered after; names, since a resource drags in all it was made from. */
export function predecessorsOf({ options: { dependsOn } }: Pick<Registered, "options">): readonly string[] {
  return [dependsOn ?? []]
    .flat()
    .map((resource) => (resource instanceof Resource ? resource.constructor.name : typeof resource));
}
