import type { input } from "@pulumi/kubernetes/types";
import { shellResources } from "../../plan/pods/container-sizes";
import { imageReference } from "../../stack/images";
import type { StackConfig } from "../../stack/stack-config";
import { nobody, restricted } from "./container-security";

type Container = input.core.v1.Container;

/** A container that accompanies a service's own, from the one image that all of them share. */
export function companionContainer(
  config: StackConfig,
  own: Omit<Container, "image" | "imagePullPolicy">,
): Container {
  return {
    image: imageReference("companion", config),
    imagePullPolicy: config.images.pullPolicy,
    resources: shellResources,
    securityContext: restricted(nobody, { readOnlyRoot: true }),
    ...own,
  };
}
