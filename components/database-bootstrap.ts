import * as core from "@pulumi/kubernetes/core/v1";
import * as batch from "@pulumi/kubernetes/batch/v1";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { hostAliasesOf } from "./host-aliases";
import { bootstrapResources } from "./model/container-sizes";
import { renderBootstrap } from "./model/bootstrap-sql";
import { objectName } from "./model/names";
import type { SecretValueName } from "./model/secrets";
import { tlsOf } from "./model/store-tls";
import { emptyFolder } from "./mount";
import { podTemplate } from "./pod";
import { awaitedOptions, childOptions, metadata } from "./scope";
import type { ClientScope } from "./scope";
import { imageUsers, restricted } from "./security";

interface DatabaseBootstrapArgs {
  readonly scope: ClientScope;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
  /** Of the server's administrator. */
  readonly adminPassword: pulumi.Output<string>;
  readonly adminRole: pulumi.Input<string>;
}

const component = "database-bootstrap";
const name = objectName(component);
const folder = "/etc/openops/bootstrap";
const file = "bootstrap.sql";

/**
 * The Job that gives each service its database and role on any Postgres server. A changed password
 * or statement makes a new Job, which runs before the pods that depend on it.
 */
export class DatabaseBootstrap extends Component {
  constructor(componentName: string, args: DatabaseBootstrapArgs, options: ComponentOptions) {
    super("index:DatabaseBootstrap", componentName, options);
    const { scope } = args;
    const { sql, passwords } = renderBootstrap(scope.plan.config, scope.plan.moving);
    const secret = new core.Secret(
      name,
      {
        metadata: metadata(scope, component),
        immutable: true,
        stringData: {
          PGPASSWORD: args.adminPassword,
          ...Object.fromEntries(
            Object.entries(passwords).map(([variable, secretName]) => [variable, args.secret(secretName)]),
          ),
        },
      },
      childOptions(scope, this),
    );
    const script = new core.ConfigMap(
      name,
      { metadata: metadata(scope, component), immutable: true, data: { [file]: sql } },
      childOptions(scope, this),
    );
    bootstrapJob(this, { ...args, files: { secret, script } });
    this.registerOutputs({});
  }
}

interface JobArgs extends DatabaseBootstrapArgs {
  readonly files: { readonly secret: core.Secret; readonly script: core.ConfigMap };
}

function bootstrapJob(
  parent: pulumi.Resource,
  { scope, adminRole, files: { secret, script } }: JobArgs,
): batch.Job {
  const { host, port } = scope.endpoints.database;
  const tls = tlsOf("database", scope.plan.config);
  const template = podTemplate(
    {
      image: "postgres",
      resources: bootstrapResources,
      security: restricted(imageUsers.postgres, { readOnlyRoot: true }),
      command: ["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", `${folder}/${file}`],
      mounts: [
        {
          volume: { name: "script", configMap: { name: script.metadata.name } },
          path: folder,
          readOnly: true,
        },
        emptyFolder("tmp", "/tmp"),
        ...(tls === undefined || scope.authorities === undefined ? [] : [scope.authorities]),
      ],
    },
    {
      scope,
      component,
      variables: [
        { name: "PGHOST", value: host },
        { name: "PGPORT", value: pulumi.output(port).apply(String) },
        { name: "PGUSER", value: adminRole },
        { name: "PGDATABASE", value: "postgres" },
        { name: "PGCONNECT_TIMEOUT", value: "10" },
        ...(tls === undefined
          ? []
          : [
              { name: "PGSSLMODE", value: tls.mode },
              { name: "PGSSLROOTCERT", value: tls.authorityFile },
            ]),
      ],
      secretName: secret.metadata.name,
      hostAliases: hostAliasesOf(["database"], scope),
      restartPolicy: "Never",
    },
  );
  return new batch.Job(
    name,
    { metadata: metadata(scope, component), spec: { backoffLimit: 6, template } },
    awaitedOptions(scope, parent),
  );
}
