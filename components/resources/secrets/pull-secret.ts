import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../component";
import type { PlannedImages } from "../../plan/pods/planned-images";
import { childOptions, stackMetadata, type NamespaceScope } from "../scope";

interface PullSecretArgs {
  readonly scope: NamespaceScope;
  readonly credentials: Exclude<PlannedImages["credentials"], undefined>;
  readonly password: pulumi.Output<string>;
}

/** What nodes sign in to a private registry with. */
export class PullSecret extends Component {
  readonly secretName: pulumi.Output<string>;

  constructor(name: string, { scope, credentials, password }: PullSecretArgs, options: ComponentOptions) {
    super("index:PullSecret", name, options);
    const { server, username } = credentials;
    const secret = new core.Secret(
      named(this, "registry-credentials"),
      {
        metadata: stackMetadata(scope),
        immutable: true,
        type: "kubernetes.io/dockerconfigjson",
        stringData: {
          ".dockerconfigjson": pulumi.secret(
            password.apply((value) =>
              JSON.stringify({
                auths: {
                  [server]: {
                    username,
                    password: value,
                    auth: Buffer.from(`${username}:${value}`).toString("base64"),
                  },
                },
              }),
            ),
          ),
        },
      },
      childOptions(scope, this),
    );
    this.secretName = secret.metadata.name;
    this.registerOutputs({ secretName: this.secretName });
  }
}
