import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { Credentials } from "../../components/resources/cluster/requirements";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { Store } from "../../components/resources/provider-contract";
import type { LaterServer } from "../../components/resources/later-values";
import { publicAuthorities } from "../public-authorities";
import type { ExternalCache, ExternalDatabase } from "./config";

interface ExternalServerArgs {
  readonly settings: ExternalCache | ExternalDatabase;
  /** Those of a Secret that others keep; without them the stack's own secrets count. */
  readonly credentials: pulumi.Output<Credentials> | undefined;
  /** What is known of it only once other resources are there. */
  readonly later: LaterServer | undefined;
}

/** A server that somebody else runs. */
export class ExternalServer extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority | undefined;
  readonly password?: pulumi.Output<string>;
  readonly adminRole?: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: ExternalServerArgs, options: ComponentOptions) {
    super("external:Server", name, options);
    const { settings, credentials, later } = args;
    const { tls } = settings;
    const { host, port } = { ...settings, ...later };
    this.endpoint = {
      host,
      port,
      ...("serverName" in tls ? { certificateName: tls.serverName } : {}),
    };
    this.authority = tls.kind === "off" ? undefined : authorityOf(tls.authority);
    if (credentials !== undefined) {
      this.password = credentials.password;
    }
    const adminRole = "adminRole" in settings ? adminRoleOf(settings, args) : undefined;
    if (adminRole !== undefined) {
      this.adminRole = adminRole;
    }
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

/** The administrator, where only the deployment knows it; what a Secret names counts. */
function adminRoleOf(
  settings: ExternalDatabase,
  { credentials, later }: Omit<ExternalServerArgs, "settings">,
): pulumi.Output<string> | undefined {
  const role = later?.adminRole ?? settings.adminRole;
  if (credentials === undefined) {
    return later?.adminRole === undefined ? undefined : pulumi.output(role);
  }
  return pulumi.unsecret(pulumi.all([credentials, role]).apply(([{ username }, own]) => username ?? own));
}

function authorityOf(authority: Exclude<ExternalDatabase["tls"], { kind: "off" }>["authority"]): Authority {
  switch (authority.kind) {
    case "public":
      return { kind: "pem", pem: publicAuthorities() };
    case "pem":
      return { kind: "pem", pem: authority.pem };
    case "secret":
      return { kind: "secret", secretName: authority.secretName, key: authority.key };
  }
}
