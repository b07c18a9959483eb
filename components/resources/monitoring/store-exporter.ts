import * as apps from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { cacheProxyOf } from "../pods/cache-proxy";
import { Component, type ComponentOptions } from "../component";
import { hostAliasesOf } from "../pods/host-aliases";
import { exporterResources } from "../../plan/pods/container-sizes";
import { exporterLogin } from "../../sources/databases";
import type { ImageName } from "../../stack/images";
import {
  exporterNeedsProxy,
  exporterPassword,
  redisExporterUser,
  watchedKeys,
  type Exporter,
} from "../../plan/monitoring/exporters";
import { selectorLabels } from "../../plan/names";
import { cacheProfile } from "../../sources/store-profiles";
import { cacheProxy, tlsOf } from "../../sources/store-tls";
import { textOf } from "../../values/text";
import { noAdditions, podTemplate } from "../pods/pod";
import { httpGet } from "../../services/container-plan";
import { awaitedOptions, metadata, type ClientScope } from "../scope";
import { secretVariables } from "../secrets/secret-variables";
import { nobody, restricted } from "../pods/container-security";
import { metricsService } from "./metrics-service";

interface StoreExporterArgs {
  readonly scope: ClientScope;
  readonly exporter: Exporter;
}

/** What tells Prometheus how a store is; its login sees statistics and nothing else. */
export class StoreExporter extends Component {
  constructor(name: string, args: StoreExporterArgs, options: ComponentOptions) {
    super("monitoring:StoreExporter", name, options);
    const { scope, exporter } = args;
    metricsService(this, { scope, component: exporter.id, ...exporter });
    exporterDeployment(this, args);
    this.registerOutputs({});
  }
}

const images: Readonly<Record<Exporter["id"], ImageName>> = {
  "database-exporter": "postgresExporter",
  "cache-exporter": "redisExporter",
};

const passwordVariables: Readonly<Record<Exporter["id"], string>> = {
  "database-exporter": "DATA_SOURCE_PASS",
  "cache-exporter": "REDIS_PASSWORD",
};

function exporterDeployment(parent: pulumi.Resource, args: StoreExporterArgs): void {
  const { scope, exporter } = args;
  const { id, name, store, port } = exporter;
  const { config } = scope.plan;
  const alive = httpGet("/", port);
  const tls = tlsOf(store, config);
  const trusts = tls === undefined || scope.authorities === undefined ? [] : [scope.authorities];
  const additions = exporterNeedsProxy(id, config)
    ? cacheProxyOf(parent, { scope, component: id, name })
    : noAdditions;
  const template = podTemplate(
    {
      image: images[id],
      resources: exporterResources,
      securityContext: restricted(nobody, { readOnlyRoot: true }),
      port,
      readinessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
      livenessProbe: {
        ...alive,
        initialDelaySeconds: 10,
        periodSeconds: 30,
        timeoutSeconds: 5,
        failureThreshold: 3,
      },
      mounts: trusts,
    },
    {
      scope,
      component: id,
      variables: id === "database-exporter" ? databaseVariables(scope) : cacheVariables(scope),
      secrets: passwordOf(parent, args),
      hostAliases: hostAliasesOf([store], scope),
      additions,
    },
  );
  new apps.Deployment(
    name,
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: selectorLabels(id) },
        template,
      },
    },
    awaitedOptions(scope, parent),
  );
}

function passwordOf(parent: pulumi.Resource, { scope, exporter: { id, name } }: StoreExporterArgs) {
  const { config, rotating } = scope.plan;
  const password = exporterPassword(id, config, rotating);
  const { cachePassword, resolve } = scope;
  return secretVariables(parent, {
    scope,
    component: id,
    name,
    texts: { [passwordVariables[id]]: textOf(password) },
    // Texts escape a server's own password for URLs.
    resolve: (text) =>
      password.kind === "server-password" && cachePassword !== undefined ? cachePassword : resolve(text),
  });
}

type Variables = readonly input.core.v1.EnvVar[];

function databaseVariables({ endpoints, plan: { config } }: ClientScope): Variables {
  const { host, port } = endpoints.database;
  const tls = tlsOf("database", config);
  const checks =
    tls === undefined ? "sslmode=disable" : `sslmode=${tls.mode}&sslrootcert=${tls.authorityFile}`;
  return [
    { name: "DATA_SOURCE_USER", value: exporterLogin.role },
    {
      name: "DATA_SOURCE_URI",
      value: pulumi.interpolate`${host}:${port}/postgres?${checks}&connect_timeout=5`,
    },
  ];
}

function cacheVariables({ endpoints, plan: { config } }: ClientScope): Variables {
  const { host, port } = endpoints.cache;
  const tls = tlsOf("cache", config);
  const proxied = exporterNeedsProxy("cache-exporter", config);
  const scheme = tls === undefined || proxied ? "redis" : "rediss";
  const target = proxied ? cacheProxy : { host, port };
  return [
    { name: "REDIS_ADDR", value: pulumi.interpolate`${scheme}://${target.host}:${target.port}` },
    ...(cacheProfile(config).location === "pods"
      ? [{ name: "REDIS_USER", value: redisExporterUser.name }]
      : []),
    { name: "REDIS_EXPORTER_CHECK_SINGLE_KEYS", value: watchedKeys(config) },
    // Values of keys and the server's settings are nobody's business.
    { name: "REDIS_EXPORTER_DISABLE_EXPORTING_KEY_VALUES", value: "true" },
    { name: "REDIS_EXPORTER_CONFIG_COMMAND", value: "-" },
    { name: "REDIS_EXPORTER_SET_CLIENT_NAME", value: "false" },
    ...(tls === undefined || proxied
      ? []
      : [{ name: "REDIS_EXPORTER_TLS_CA_CERT_FILE", value: tls.authorityFile }]),
  ];
}
