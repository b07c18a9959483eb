import * as pulumi from "@pulumi/pulumi";
import { defined } from "../../values/entries";
import { afterOf } from "../component";

/** Which object of the cluster is read. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Absent for an object of the whole cluster. */
  readonly namespace?: string;
  /** Whether every cluster has it, so that no program makes it. @default false */
  readonly isInherent?: boolean;
}

/** The API group of each kind that is read, as the SDK names it in types: short for the groups of old. */
function typeOf({ apiVersion, kind }: ObjectReference): string {
  return `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
}

/**
 * An object that others keep: it is read at every preview and update, and never changed.
 *
 * It does what the SDK's `.get()` does, but says from the first read which object it means. `.get()` gives the id
 * alone; the plugin then records everything of the object as if somebody had asked for it, and less at the next
 * refresh, which shows that as drift.
 */
export class KeptObject extends pulumi.CustomResource {
  declare readonly metadata: pulumi.Output<{ readonly uid: string }>;
  declare readonly spec: pulumi.Output<unknown>;
  declare readonly data: pulumi.Output<Readonly<Record<string, string>>>;

  /**
   * Of a Secret the data and the metadata are kept as secrets: its keeper may have written the values into an
   * annotation too, as kubectl apply does.
   *
   * @param name the logical name, which tells people what asks for the object where it is not there
   */
  constructor(name: string, reference: ObjectReference, options: pulumi.CustomResourceOptions) {
    const { apiVersion, kind, namespace, isInherent = false } = reference;
    // It is as its keeper has it; nobody waits until it is ready.
    const annotations = { "pulumi.com/skipAwait": "true" };
    const metadata = {
      name: reference.name,
      ...defined({ namespace }),
      annotations,
    };
    const path = namespace === undefined ? reference.name : `${namespace}/${reference.name}`;
    const after = isInherent ? undefined : afterOf(options.parent);
    // What the program has yet to make may be this object, or make it. The engine reads nothing by an unknown id.
    const id = after === undefined ? path : after.apply(() => path);
    const properties = { apiVersion, kind, metadata, spec: undefined, data: undefined };
    const secrecy = kind === "Secret" ? { additionalSecretOutputs: ["data", "metadata"] } : {};
    super(typeOf(reference), name, properties, { ...options, ...secrecy, id });
  }
}

/**
 * The value of something that is read, or that a program gives; rejects where it cannot be read. Only where the engine
 * itself has ended the run nothing comes: it says why, and a second message would hide it.
 *
 * @returns undefined in the preview of a program that has yet to make the cluster, or what the value comes from
 */
export function keptValue<Value>(output: pulumi.Output<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    output.apply(resolve);
    // `apply` calls nobody where its output fails or is unknown. Of what the SDK exports, this waits for an output,
    // says that it is unknown, and rejects.
    pulumi.runtime
      .serializeProperty("kept value", output, new Set())
      .then((sent: unknown) => {
        // What is kept secret is wrapped, known or not.
        const value: unknown = pulumi.runtime.isRpcSecret(sent) ? pulumi.runtime.unwrapRpcSecret(sent) : sent;
        if (value === pulumi.runtime.unknownValue) {
          resolve(undefined);
        }
      })
      .catch((error: Error) => {
        if (!pulumi.isGrpcError(error)) {
          reject(error);
        }
      });
  });
}
