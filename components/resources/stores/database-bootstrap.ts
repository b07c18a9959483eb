import * as core from "@pulumi/kubernetes/core/v1";
import * as batch from "@pulumi/kubernetes/batch/v1";
import * as pulumi from "@pulumi/pulumi";
import { administratorPassword, administratorResolver, type Administrator } from "./administrator";
import { Component, named, type ComponentOptions } from "../component";
import { hostAliasesOf } from "../pods/host-aliases";
import { bootstrapResources } from "../../plan/pods/container-sizes";
import { renderBootstrap } from "../../plan/secrets/bootstrap-sql";
import { objectName } from "../../plan/names";
import { textOf } from "../../values/text";
import { emptyFolder } from "../pods/mount";
import { podTemplate } from "../pods/pod";
import { awaitedOptions, childOptions, metadata, type ClientScope } from "../scope";
import { secretVariables, type SecretVariables } from "../secrets/secret-variables";
import { imageUsers, restricted } from "../pods/container-security";

interface DatabaseBootstrapArgs extends Administrator {
  readonly scope: ClientScope;
  /** What has to be ready before the Job starts; all else is made at once. */
  readonly after: readonly pulumi.Resource[];
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
    const { sql, passwords } = renderBootstrap(scope.plan);
    const secrets = secretVariables(this, {
      scope,
      component,
      name,
      texts: {
        PGPASSWORD: administratorPassword(scope.plan),
        ...Object.fromEntries(
          Object.entries(passwords).map(([variable, secret]) => [
            variable,
            textOf({ kind: "secret", name: secret }),
          ]),
        ),
      },
      resolve: administratorResolver(scope, args),
    });
    const script = new core.ConfigMap(
      named(this, name),
      { metadata: metadata(scope, component), immutable: true, data: { [file]: sql } },
      childOptions(scope, this),
    );
    bootstrapJob(this, { scope, adminRole: args.adminRole, after: args.after, secrets, script });
    this.registerOutputs({ databases: scope.plan.databases.map(({ database }) => database) });
  }
}

interface JobArgs extends Omit<DatabaseBootstrapArgs, "adminPassword"> {
  readonly secrets: SecretVariables;
  readonly script: core.ConfigMap;
}

function bootstrapJob(
  parent: pulumi.Resource,
  { scope, adminRole, after, secrets, script }: JobArgs,
): batch.Job {
  const { host, port } = scope.endpoints.database;
  const { tls } = scope.plan.stores.database;
  const template = podTemplate(
    {
      image: "postgres",
      resources: bootstrapResources,
      securityContext: restricted(imageUsers.postgres, { readOnlyRoot: true }),
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
      secrets,
      hostAliases: hostAliasesOf(["database"], scope),
      restartPolicy: "Never",
    },
  );
  return new batch.Job(
    named(parent, name),
    { metadata: metadata(scope, component), spec: { backoffLimit: 6, template } },
    { ...awaitedOptions(scope, parent), dependsOn: [...after] },
  );
}
