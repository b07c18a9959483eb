import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type * as pulumi from "@pulumi/pulumi";
import { gateway } from "../../services/gateway/gateway";
import { childOptions, metadata, type Scope } from "../scope";
import { defined } from "../../values/entries";
import { named } from "../component";

/** The HTTPRoute that brings requests from a Gateway, where the stack is exposed by one. */
export function gatewayRoute(parent: pulumi.Resource, scope: Scope): void {
  const { settings: exposure, hosts, requestTimeoutSeconds } = scope.plan.exposure;
  if (exposure.kind !== "gateway-api") {
    return;
  }
  const { name, namespace, sectionName } = exposure.gateway;
  new CustomResource(
    named(parent, gateway.name),
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: metadata(scope, "gateway", { name: gateway.name, annotations: exposure.annotations }),
      spec: {
        parentRefs: [
          {
            name,
            ...defined({ namespace, sectionName }),
          },
        ],
        hostnames: [...hosts],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            timeouts: { request: `${requestTimeoutSeconds}s` },
            backendRefs: [{ name: gateway.name, port: gateway.servicePort }],
          },
        ],
      },
    },
    childOptions(scope, parent),
  );
}
