import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { authorityFiles, authorityFolder } from "./model/store-tls";
import type { Store } from "./model/text";
import type { Mount } from "./mount";
import { childOptions, stackMetadata } from "./scope";
import type { Scope } from "./scope";
import type { Authority } from "./store-access";

interface AuthoritiesArgs {
  readonly scope: Scope;
  readonly stores: Readonly<Record<Store, Authority | undefined>>;
}

const volumeName = "authorities";

/** The authorities that clients of the stores trust, as one volume for every pod that needs them. */
export class Authorities extends Component {
  /** Undefined where no store uses TLS. */
  readonly mount: Mount | undefined;

  constructor(name: string, { scope, stores }: AuthoritiesArgs, options: ComponentOptions) {
    super("index:Authorities", name, options);
    const sources = (["database", "cache"] as const).flatMap((store) => {
      const authority = stores[store];
      return authority === undefined ? [] : [source(this, { scope, store, authority })];
    });
    this.mount =
      sources.length === 0
        ? undefined
        : { volume: { name: volumeName, projected: { sources } }, path: authorityFolder, readOnly: true };
    this.registerOutputs({});
  }
}

interface SourceArgs {
  readonly scope: Scope;
  readonly store: Store;
  readonly authority: Authority;
}

function source(
  parent: pulumi.Resource,
  { scope, store, authority }: SourceArgs,
): input.core.v1.VolumeProjection {
  const file = authorityFiles[store];
  if (authority.kind === "secret") {
    const { secretName, key } = authority;
    return { secret: { name: secretName, items: [{ key, path: file }] } };
  }
  const map = new core.ConfigMap(
    `${store}-authority`,
    { metadata: stackMetadata(scope), immutable: true, data: { [file]: authority.pem } },
    childOptions(scope, parent),
  );
  return { configMap: { name: map.metadata.name } };
}
