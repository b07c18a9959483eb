import { Resource } from "@pulumi/pulumi";
import { ServiceComponent } from "../../components/resources/workloads/service-component";
import type { Registered } from "./program";

/** The classes of what a resource is registered after; names, since a resource drags in all it was made from. */
export function predecessorsOf({ options: { dependsOn } }: Pick<Registered, "options">): readonly string[] {
  return [dependsOn ?? []]
    .flat()
    .map((resource) => (resource instanceof Resource ? kindOf(resource) : typeof resource));
}

/** The class of a resource; of a service's component, which all are of one class, the last part of its type: `Tables`. */
function kindOf(resource: Resource): string {
  const type = "__pulumiType" in resource ? String(resource.__pulumiType) : "";
  return resource instanceof ServiceComponent ? (type.split(":").at(-1) ?? "") : resource.constructor.name;
}
