import type { input } from "@pulumi/kubernetes/types";
import { shellResources } from "../../plan/pods/container-sizes";
import { referenceOf, type PlannedImages } from "../../plan/pods/planned-images";
import { nobody, restricted } from "./container-security";

type Container = input.core.v1.Container;

/** A container that accompanies a service's own, from the one image that all of them share. */
export function companionContainer(
  images: PlannedImages,
  own: Omit<Container, "image" | "imagePullPolicy">,
): Container {
  return {
    image: referenceOf("companion", images),
    imagePullPolicy: images.pullPolicy,
    resources: shellResources,
    securityContext: restricted(nobody, { readOnlyRoot: true }),
    ...own,
  };
}
