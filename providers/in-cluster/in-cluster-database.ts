import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import { storePasswords } from "../../components/sources/store-profiles";
import { textOf } from "../../components/values/text";
import { Component, named, type ComponentOptions } from "../../components/resources/component";
import { emptyFolder } from "../../components/resources/pods/mount";
import type { ContainerDetails } from "../../components/resources/pods/pod";
import { veleroDump } from "../../components/plan/backup/velero";
import { exec } from "../../components/services/container-plan";
import type { ProbePlans } from "../../components/resources/pods/probes";
import { secretResolver } from "../../components/resources/text-resolver";
import { childOptions, metadata } from "../../components/resources/scope";
import { secretVariables } from "../../components/resources/secrets/secret-variables";
import { imageUsers, restricted } from "../../components/resources/pods/container-security";
import type { Store, StoreArgs } from "../../components/resources/provider-contract";
import type { InClusterDatabase as Settings } from "./config";
import { adminRole, storePorts } from "./profile";
import { isRenewedOutside, postgresReload, reloadScript } from "./certificate-reload";
import { hostBasedAuthentication, setAdminPassword } from "./postgres-files";
import { certificateFiles, serverCertificate, type ServerCertificate } from "./server-certificate";
import { clusterHost, dataMount, storeStatefulSet } from "./store";

const filesFolder = "/etc/openops/postgres";
const dataFolder = "/var/lib/postgresql/data";
const socketFolder = "/var/run/postgresql";

/** Postgres in the cluster: one pod with one volume. */
export class InClusterDatabase extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority | undefined;
  readonly resource: pulumi.Resource;

  constructor(name: string, { scope, secret, settings }: StoreArgs<Settings>, options: ComponentOptions) {
    super("in-cluster:Database", name, options);
    const secrets = secretVariables(this, {
      scope,
      component: "database",
      name: "postgres",
      texts: { POSTGRES_PASSWORD: textOf({ kind: "secret", name: storePasswords.database }) },
      resolve: secretResolver(secret),
    });
    const certificate = serverCertificate(this, { scope, store: "database", tls: settings.tls });
    const files = serverFiles(this, { scope, secret, settings });
    storeStatefulSet(this, {
      scope,
      store: "database",
      settings,
      secrets,
      details: container(settings, { files, certificate }),
      // A folder below the mount point, because a fresh volume may hold lost+found.
      variables: [{ name: "PGDATA", value: `${dataFolder}/pgdata` }],
      annotations: veleroDump(scope.plan, { container: "database", dataFolder, role: adminRole }),
    });
    this.endpoint = { host: clusterHost("database", scope.plan.namespace), port: storePorts.database };
    this.authority = certificate?.authority;
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

const tlsSettings = [
  "ssl=on",
  "ssl_min_protocol_version=TLSv1.2",
  `ssl_cert_file=${certificateFiles.certificate}`,
  `ssl_key_file=${certificateFiles.key}`,
];

function serverFiles(parent: pulumi.Resource, { scope, settings }: StoreArgs<Settings>): core.ConfigMap {
  return new core.ConfigMap(
    named(parent, "postgres"),
    {
      metadata: metadata(scope, "database"),
      immutable: true,
      data: {
        "pg_hba.conf": hostBasedAuthentication(settings.tls.kind === "off" ? "plain" : "tls"),
        "set-admin-password.sh": setAdminPassword,
        ...(isRenewedOutside(settings) ? { [reloadScript]: postgresReload } : {}),
      },
    },
    childOptions(scope, parent),
  );
}

interface ServerObjects {
  readonly files: core.ConfigMap;
  readonly certificate: ServerCertificate | undefined;
}

/** How kubelet asks Postgres; where others renew its certificate, it is loaded again by the way. */
function probes(database: Settings): ProbePlans {
  const ready = exec("pg_isready", "-U", adminRole, "-d", "postgres");
  const alive = isRenewedOutside(database) ? exec("bash", `${filesFolder}/${reloadScript}`) : ready;
  return {
    startupProbe: {
      ...ready,
      initialDelaySeconds: 5,
      periodSeconds: 5,
      timeoutSeconds: 5,
      failureThreshold: 60,
    },
    readinessProbe: {
      ...ready,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 5,
    },
    livenessProbe: {
      ...alive,
      initialDelaySeconds: 30,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 5,
    },
  };
}

function container(database: Settings, { files, certificate }: ServerObjects): ContainerDetails {
  const settings = [
    `max_connections=${database.maxConnections}`,
    `hba_file=${filesFolder}/pg_hba.conf`,
    "password_encryption=scram-sha-256",
    ...(certificate === undefined ? [] : tlsSettings),
  ];
  return {
    image: "postgres",
    resources: database.resources,
    securityContext: restricted(imageUsers.postgres, { readOnlyRoot: true }),
    args: ["postgres", ...settings.flatMap((setting) => ["-c", setting])],
    port: storePorts.database,
    ...probes(database),
    postStart: ["bash", `${filesFolder}/set-admin-password.sh`],
    fsGroup: imageUsers.postgres,
    mounts: [
      {
        volume: { name: "files", configMap: { name: files.metadata.name } },
        path: filesFolder,
        readOnly: true,
      },
      ...(certificate === undefined ? [] : [certificate.mount]),
      dataMount(dataFolder),
      emptyFolder("socket", socketFolder),
      emptyFolder("tmp", "/tmp"),
    ],
  };
}
