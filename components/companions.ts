import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { addedParts } from "./added-parts";
import { companionContainer } from "./companion-container";
import { cacheProxyResources } from "./model/container-sizes";
import { renderCacheProxy } from "./model/cache-proxy-config";
import { cacheProxy, tlsOf } from "./model/store-tls";
import type { StackConfig } from "./model/schema/stack";
import { volumeMount } from "./mount";
import { noCompanions } from "./pod";
import type { Mount } from "./mount";
import type { Companions } from "./pod";
import { exec, probe } from "./probes";
import { childOptions, metadata } from "./scope";
import { imageUsers, restricted } from "./security";
import { waitContainer } from "./wait";
import type { ServiceArgs } from "./scope";

const configFolder = "/etc/openops/cache-proxy";
const configFile = "nginx.conf";
const configVolume = "cache-proxy";
const temporaryVolume = "cache-proxy-tmp";

/** Makes the companions that a service's plan asks for: a wait for its peers and a proxy to the cache. */
export function companionsOf(parent: pulumi.Resource, args: ServiceArgs): Companions {
  const { service, scope } = args;
  const waits = service.waits.length === 0 ? [] : [waitContainer(service.waits, scope)];
  const proxy = service.cacheProxy ? cacheProxyOf(parent, args) : noCompanions;
  const added = addedParts(service.service.id, scope.plan.config);
  return {
    initContainers: [...waits, ...proxy.initContainers, ...added.initContainers],
    volumes: [...proxy.volumes, ...added.volumes],
  };
}

function cacheProxyOf(parent: pulumi.Resource, { scope, service }: ServiceArgs): Companions {
  const { config } = scope.plan;
  const tls = tlsOf("cache", config);
  if (tls === undefined || scope.authorities === undefined) {
    throw new Error("A proxy to the cache without TLS has no purpose");
  }
  const { host, port, certificateName = host } = scope.endpoints.cache;
  const settings = new core.ConfigMap(
    `${service.service.name}-cache-proxy`,
    {
      metadata: metadata(scope, service.service.id),
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
    initContainers: [proxyContainer(scope.authorities, config)],
    volumes: [
      { name: configVolume, configMap: { name: settings.metadata.name } },
      { name: temporaryVolume, emptyDir: {} },
    ],
  };
}

/** An init container that restarts always is a sidecar: it is ready before the others start. */
function proxyContainer(authorities: Mount, config: StackConfig): input.core.v1.Container {
  const listens = exec("bash", "-c", `exec 3<>/dev/tcp/${cacheProxy.host}/${cacheProxy.port}`);
  return companionContainer(config, {
    name: "cache-proxy",
    restartPolicy: "Always",
    command: ["nginx", "-c", `${configFolder}/${configFile}`, "-g", "daemon off;"],
    startupProbe: probe(listens, { periodSeconds: 1, timeoutSeconds: 1, failures: 60 }),
    livenessProbe: probe(listens, { periodSeconds: 10, timeoutSeconds: 3, failures: 3 }),
    resources: cacheProxyResources,
    securityContext: restricted(imageUsers.nginx, { readOnlyRoot: true }),
    volumeMounts: [
      { name: configVolume, mountPath: configFolder, readOnly: true },
      { name: temporaryVolume, mountPath: "/tmp" },
      volumeMount(authorities),
    ],
  });
}
