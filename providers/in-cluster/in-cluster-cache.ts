import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import { Component, named, type ComponentOptions } from "../../components/resources/component";
import { veleroVolume } from "../../components/plan/backup/velero";
import { storePasswords } from "../../components/sources/store-profiles";
import { nextName, type SecretValueName } from "../../components/values/secret-definitions";
import { memoryBytes } from "../../components/values/quantity";
import { textOf } from "../../components/values/text";
import { emptyFolder } from "../../components/resources/pods/mount";
import type { ContainerDetails } from "../../components/resources/pods/pod";
import { exec } from "../../components/services/container-plan";
import type { ProbePlans } from "../../components/resources/pods/probes";
import { secretResolver } from "../../components/resources/text-resolver";
import { childOptions, metadata } from "../../components/resources/scope";
import { secretFiles, secretVariables } from "../../components/resources/secrets/secret-variables";
import { imageUsers, restricted } from "../../components/resources/pods/container-security";
import type { Store, StoreArgs } from "../../components/resources/provider-contract";
import type { InClusterCache as Settings } from "./config";
import { storePorts } from "./profile";
import { isRenewedOutside, redisReload, reloadScript } from "./certificate-reload";
import { redisConfig, redisUsers } from "./redis-files";
import { certificateFiles, serverCertificate, type ServerCertificate } from "./server-certificate";
import { clusterHost, dataMount, storeStatefulSet } from "./store";

const filesFolder = "/etc/openops/redis";
const usersFolder = "/etc/openops/redis-users";
const usersFile = "users.acl";
/** Where redis-cli, which the probes run, finds the password. */
const passwordVariable = "REDISCLI_AUTH";
const configFile = "redis.conf";
const dataFolder = "/data";

/** Redis in the cluster: one pod with one volume. Queues and schedules live in it, so it is no cache. */
export class InClusterCache extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority | undefined;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: StoreArgs<Settings>, options: ComponentOptions) {
    super("in-cluster:Cache", name, options);
    const { scope, secret, settings } = args;
    const resolve = secretResolver(secret);
    const own = { scope, component: "cache", resolve } as const;
    const passwords: readonly SecretValueName[] = [
      storePasswords.cache,
      ...(scope.plan.rotating.includes(storePasswords.cache) ? [nextName(storePasswords.cache)] : []),
    ];
    const secrets = secretVariables(this, {
      ...own,
      name: "redis",
      texts: { [passwordVariable]: textOf({ kind: "secret", name: storePasswords.cache }) },
    });
    const users = secretFiles(this, {
      ...own,
      name: "redis-users",
      texts: { [usersFile]: redisUsers(passwords, scope.plan) },
    });
    const certificate = serverCertificate(this, { scope, store: "cache", tls: settings.tls });
    const files = serverFiles(this, args, certificate);
    storeStatefulSet(this, {
      scope,
      store: "cache",
      settings,
      secrets,
      details: container(settings, { users, files, certificate }),
      variables: [],
      annotations: veleroVolume(scope.plan),
    });
    this.endpoint = { host: clusterHost("cache", scope.plan.namespace), port: storePorts.cache };
    this.authority = certificate?.authority;
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

function serverFiles(
  parent: pulumi.Resource,
  { scope, settings }: StoreArgs<Settings>,
  certificate: ServerCertificate | undefined,
): core.ConfigMap {
  const limitBytes = memoryBytes(settings.resources.limits.memory);
  return new core.ConfigMap(
    named(parent, "redis"),
    {
      metadata: metadata(scope, "cache"),
      immutable: true,
      data: {
        [configFile]: redisConfig({
          // The rest is for the copy that a save makes of pages written meanwhile, and for buffers.
          maxMemoryBytes: (limitBytes * 3n) / 4n,
          usersPath: `${usersFolder}/${usersFile}`,
          dataPath: dataFolder,
          certificate: certificate && certificateFiles,
        }),
        ...(isRenewedOutside(settings) ? { [reloadScript]: redisReload } : {}),
      },
    },
    childOptions(scope, parent),
  );
}

interface ServerObjects {
  /** Name of the Secret with the users. */
  readonly users: pulumi.Input<string>;
  readonly files: core.ConfigMap;
  readonly certificate: ServerCertificate | undefined;
}

/** How kubelet asks Redis; where others renew its certificate, it is loaded again by the way. */
function probes(settings: Settings, certificate: ServerCertificate | undefined): ProbePlans {
  // redis-cli ends with 0 even when the server refuses it, so its answer is compared.
  const client =
    certificate === undefined ? "redis-cli" : `redis-cli --tls --cacert ${certificateFiles.authority}`;
  const answers = exec("sh", "-c", `[ "$(${client} ping)" = PONG ]`);
  const renewed = isRenewedOutside(settings);
  const alive = renewed ? exec("sh", `${filesFolder}/${reloadScript}`) : answers;
  return {
    startupProbe: {
      ...answers,
      initialDelaySeconds: 2,
      periodSeconds: 2,
      timeoutSeconds: 3,
      failureThreshold: 60,
    },
    readinessProbe: {
      ...answers,
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
    livenessProbe: {
      ...alive,
      initialDelaySeconds: 30,
      periodSeconds: 5,
      timeoutSeconds: 3,
      failureThreshold: 3,
    },
  };
}

function container(settings: Settings, { users, files, certificate }: ServerObjects): ContainerDetails {
  return {
    image: "redis",
    resources: settings.resources,
    securityContext: restricted(imageUsers.redis, { readOnlyRoot: true }),
    command: ["redis-server", `${filesFolder}/${configFile}`],
    port: storePorts.cache,
    ...probes(settings, certificate),
    fsGroup: imageUsers.redis,
    mounts: [
      {
        volume: { name: "files", configMap: { name: files.metadata.name } },
        path: filesFolder,
        readOnly: true,
      },
      {
        volume: {
          name: "users",
          secret: { secretName: users, defaultMode: 0o440 },
        },
        path: usersFolder,
        readOnly: true,
      },
      ...(certificate === undefined ? [] : [certificate.mount]),
      // Where the probe keeps what it has seen.
      ...(isRenewedOutside(settings) ? [emptyFolder("tmp", "/tmp")] : []),
      dataMount(dataFolder),
    ],
  };
}
