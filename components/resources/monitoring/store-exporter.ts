import * as apps from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { cacheProxyOf } from "../pods/cache-proxy";
import { Component, named, type ComponentOptions } from "../component";
import { hostAliasesOf } from "../pods/host-aliases";
import { exporterResources } from "../../plan/pods/container-sizes";
import { exporterLogin } from "../../sources/databases";
import type { ImageName } from "../../stack/images";
import {
  redisExporterUser,
  type ExporterId,
  type MonitoringPlan,
  type PlannedExporter,
} from "../../plan/monitoring/exporters";
import { cacheProxy } from "../../sources/store-tls";
import { textOf } from "../../values/text";
import { noAdditions, podTemplate } from "../pods/pod";
import { httpGet } from "../../services/container-plan";
import { awaitedOptions, metadata, type ClientScope } from "../scope";
import { secretVariables } from "../secrets/secret-variables";
import { nobody, restricted } from "../pods/container-security";
import { metricsService } from "./metrics-service";

interface StoreExporterArgs {
  readonly scope: ClientScope;
  readonly exporter: PlannedExporter;
  readonly monitoring: MonitoringPlan;
}

/** What tells Prometheus how a store is; its login sees statistics and nothing else. */
export class StoreExporter extends Component {
  constructor(name: string, args: StoreExporterArgs, options: ComponentOptions) {
    super("monitoring:StoreExporter", name, options);
    const { scope, exporter } = args;
    metricsService(this, { scope, component: exporter.id, ...exporter });
    exporterDeployment(this, args);
    this.registerOutputs({ service: exporter.name, port: exporter.port });
  }
}

const images: Readonly<Record<ExporterId, ImageName>> = {
  "database-exporter": "postgresExporter",
  "cache-exporter": "redisExporter",
};

const passwordVariables: Readonly<Record<ExporterId, string>> = {
  "database-exporter": "DATA_SOURCE_PASS",
  "cache-exporter": "REDIS_PASSWORD",
};

function exporterDeployment(parent: pulumi.Resource, args: StoreExporterArgs): void {
  const { scope, exporter } = args;
  const { id, name, store, port } = exporter;
  const alive = httpGet("/", port);
  const { tls } = scope.plan.stores[store];
  const trusts = tls === undefined || scope.authorities === undefined ? [] : [scope.authorities];
  const additions = exporter.proxied ? cacheProxyOf(parent, { scope, component: id, name }) : noAdditions;
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
      variables: id === "database-exporter" ? databaseVariables(scope) : cacheVariables(args),
      secrets: passwordOf(parent, args),
      hostAliases: hostAliasesOf([store], scope),
      additions,
    },
  );
  new apps.Deployment(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        replicas: 1,
        revisionHistoryLimit: 3,
        selector: { matchLabels: scope.selectors.ofWorkload(id) },
        template,
      },
    },
    awaitedOptions(scope, parent),
  );
}

function passwordOf(parent: pulumi.Resource, { scope, exporter }: StoreExporterArgs) {
  const { id, name, password } = exporter;
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

function databaseVariables({ endpoints, plan }: ClientScope): Variables {
  const { host, port } = endpoints.database;
  const { tls } = plan.stores.database;
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

function cacheVariables({
  scope: { endpoints, plan },
  exporter: { proxied },
  monitoring,
}: StoreExporterArgs): Variables {
  const { host, port } = endpoints.cache;
  const { tls, profile } = plan.stores.cache;
  const scheme = tls === undefined || proxied ? "redis" : "rediss";
  const target = proxied ? cacheProxy : { host, port };
  return [
    { name: "REDIS_ADDR", value: pulumi.interpolate`${scheme}://${target.host}:${target.port}` },
    ...(profile.location === "pods" ? [{ name: "REDIS_USER", value: redisExporterUser.name }] : []),
    { name: "REDIS_EXPORTER_CHECK_SINGLE_KEYS", value: monitoring.watchedKeys },
    // Values of keys and the server's settings are nobody's business.
    { name: "REDIS_EXPORTER_DISABLE_EXPORTING_KEY_VALUES", value: "true" },
    { name: "REDIS_EXPORTER_CONFIG_COMMAND", value: "-" },
    { name: "REDIS_EXPORTER_SET_CLIENT_NAME", value: "false" },
    ...(tls === undefined || proxied
      ? []
      : [{ name: "REDIS_EXPORTER_TLS_CA_CERT_FILE", value: tls.authorityFile }]),
  ];
}
