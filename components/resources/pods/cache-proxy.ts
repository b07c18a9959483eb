import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { companionContainer } from "./companion-container";
import { renderCacheProxy } from "../../plan/network/cache-proxy-config";
import { cacheProxyResources } from "../../plan/pods/container-sizes";
import type { ComponentName } from "../../plan/component-name";
import type { PlannedImages } from "../../plan/pods/planned-images";
import { cacheProxy } from "../../sources/store-tls";
import { volumeMount, type Mount } from "./mount";
import type { PodAdditions } from "./pod";
import { exec } from "../../services/container-plan";
import { probeOf } from "./probes";
import { childOptions, metadata, type ClientScope } from "../scope";
import { imageUsers, restricted } from "./container-security";
import { named } from "../component";

const configFolder = "/etc/openops/cache-proxy";
const configFile = "nginx.conf";
const configVolume = "cache-proxy";
const temporaryVolume = "cache-proxy-tmp";

interface CacheProxyArgs {
  readonly scope: ClientScope;
  /** Whose pods it accompanies. */
  readonly component: ComponentName;
  /** Name of their workload. */
  readonly name: string;
}

/** The proxy that speaks verified TLS to Redis for a pod whose client cannot. */
export function cacheProxyOf(
  parent: pulumi.Resource,
  { scope, component, name }: CacheProxyArgs,
): PodAdditions {
  const { images, stores } = scope.plan;
  const { tls } = stores.cache;
  if (tls === undefined || scope.authorities === undefined) {
    throw new Error("A proxy to the cache without TLS has no purpose");
  }
  const { host, port, certificateName = host } = scope.endpoints.cache;
  const settings = new core.ConfigMap(
    named(parent, `${name}-cache-proxy`),
    {
      metadata: metadata(scope, component),
      immutable: true,
      data: {
        [configFile]: pulumi
          .all([host, port, certificateName])
          .apply(([host, port, certificateName]) => renderCacheProxy({ host, port, certificateName, tls })),
      },
    },
    childOptions(scope, parent),
  );
  return {
    initContainers: [proxyContainer(scope.authorities, images)],
    volumes: [
      { name: configVolume, configMap: { name: settings.metadata.name } },
      { name: temporaryVolume, emptyDir: {} },
    ],
  };
}

/** An init container that restarts always is a sidecar: it is ready before the others start. */
function proxyContainer(authorities: Mount, images: PlannedImages): input.core.v1.Container {
  const listens = exec("bash", "-c", `exec 3<>/dev/tcp/${cacheProxy.host}/${cacheProxy.port}`);
  return companionContainer(images, {
    name: "cache-proxy",
    restartPolicy: "Always",
    command: ["nginx", "-c", `${configFolder}/${configFile}`, "-g", "daemon off;"],
    startupProbe: probeOf({ ...listens, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 60 }),
    livenessProbe: probeOf({ ...listens, periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 3 }),
    resources: cacheProxyResources,
    securityContext: restricted(imageUsers.nginx, { readOnlyRoot: true }),
    volumeMounts: [
      { name: configVolume, mountPath: configFolder, readOnly: true },
      { name: temporaryVolume, mountPath: "/tmp" },
      volumeMount(authorities),
    ],
  });
}
