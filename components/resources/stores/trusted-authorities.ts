import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { Component, named, type ComponentOptions } from "../component";
import { authorityFiles, authorityFolder } from "../../sources/store-tls";
import type { StoreName } from "../../values/text";
import type { Mount } from "../pods/mount";
import { childOptions, stackMetadata, type Scope } from "../scope";
import type { Authority, AuthorityObject } from "./store-access";

interface AuthoritiesArgs {
  readonly scope: Scope;
  readonly stores: Readonly<Record<StoreName, Authority | undefined>>;
}

const volumeName = "authorities";

/** The authorities that clients of the stores trust, as one volume for every pod that needs them. */
export class Authorities extends Component {
  /** Undefined where no store uses TLS. */
  readonly mount: Mount | undefined;
  readonly objects: Readonly<Partial<Record<StoreName, AuthorityObject>>>;

  constructor(name: string, { scope, stores }: AuthoritiesArgs, options: ComponentOptions) {
    super("index:Authorities", name, options);
    const objects = (["database", "cache"] as const).flatMap((store) => {
      const authority = stores[store];
      return authority === undefined ? [] : [[store, objectOf(this, { scope, store, authority })] as const];
    });
    const sources = objects.map(([store, object]) => source(store, object));
    this.objects = Object.fromEntries(objects);
    this.mount =
      sources.length === 0
        ? undefined
        : { volume: { name: volumeName, projected: { sources } }, path: authorityFolder, readOnly: true };
    this.registerOutputs({ objects: objects.map(([, { name }]) => name) });
  }
}

interface SourceArgs {
  readonly scope: Scope;
  readonly store: StoreName;
  readonly authority: Authority;
}

function objectOf(parent: pulumi.Resource, { scope, store, authority }: SourceArgs): AuthorityObject {
  if (authority.kind === "secret") {
    return { kind: "Secret", name: authority.secretName, key: authority.key };
  }
  const key = authorityFiles[store];
  const map = new core.ConfigMap(
    named(parent, `${store}-authority`),
    { metadata: stackMetadata(scope), immutable: true, data: { [key]: authority.pem } },
    childOptions(scope, parent),
  );
  return { kind: "ConfigMap", name: map.metadata.name, key };
}

function source(store: StoreName, { kind, name, key }: AuthorityObject): input.core.v1.VolumeProjection {
  return kind === "ConfigMap"
    ? { configMap: { name } }
    : { secret: { name, items: [{ key, path: authorityFiles[store] }] } };
}
