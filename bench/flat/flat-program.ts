import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/kubernetes/provider";
import { isRawMap } from "../../components/config/layers";
import type { RenderedObject } from "../../cli/render/rendered-objects";

interface FlatProgramArgs {
  readonly objects: readonly RenderedObject[];
  readonly kubeconfig: string;
}

/**
 * The same objects as a list: no model, no components, no secrets to generate. The Namespace comes
 * first, claims before the workloads that use them, and nothing else waits, so this is about the
 * least that a program can do.
 */
export function flatProgram({ objects, kubeconfig }: FlatProgramArgs): void {
  const provider = new Provider("cluster", {
    kubeconfig,
    context: "sandbox",
    clusterIdentifier: "openops",
  });
  const first = ["Namespace", "PersistentVolumeClaim"];
  const before = first.reduce<readonly pulumi.Resource[]>((declared, kind) => {
    const ofKind = objects.filter((object) => object.kind === kind);
    return [...declared, ...ofKind.map((object) => declare(object, { provider, dependsOn: [...declared] }))];
  }, []);
  objects
    .filter(({ kind }) => !first.includes(kind))
    .forEach((object) => declare(object, { provider, dependsOn: [...before] }));
}

/** Any object of the Kubernetes API, without the SDK's class for it. */
class KubernetesObject extends pulumi.CustomResource {}

interface DeclareOptions {
  readonly provider: Provider;
  readonly dependsOn: pulumi.Resource[];
}

/** What this program does not await either. */
const unawaited = ["Service", "PersistentVolumeClaim"];

function declare({ kind, name, content }: RenderedObject, options: DeclareOptions): pulumi.Resource {
  const { apiVersion } = content;
  const group = apiVersion === "v1" ? "core/v1" : String(apiVersion);
  const metadata = isRawMap(content.metadata) ? content.metadata : {};
  return new KubernetesObject(
    `kubernetes:${group}:${kind}`,
    `${kind}-${name}`,
    {
      ...content,
      metadata: unawaited.includes(kind)
        ? { ...metadata, annotations: { "pulumi.com/skipAwait": "true" } }
        : metadata,
    },
    options,
  );
}
