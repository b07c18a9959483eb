import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import { FlowSchema } from "@pulumi/kubernetes/flowcontrol/v1";
import { IngressClass } from "@pulumi/kubernetes/networking/v1";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import { StorageClass } from "@pulumi/kubernetes/storage/v1";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { ConfigError } from "./errors";
import { clusterFaults } from "./model/facts";
import { missingKeyFaults, requiredSecrets, requirementsOf } from "./model/requirements";
import type { RequiredSecret, Requirement } from "./model/requirements";
import type { Store } from "./model/text";
import { externalSecretsVersion } from "./model/secret-store";
import type { Plan } from "./model/plan";
import { decodedData } from "./secret-data";

/** How somebody signs in to a server. */
export interface Credentials {
  readonly password: string;
  /** Undefined where the configuration says it. */
  readonly username: string | undefined;
}

/** A Secret that others keep, and what is in it. */
interface ReadSecret {
  readonly required: RequiredSecret;
  readonly data: pulumi.Output<Readonly<Record<string, string>>>;
}

interface RequirementsArgs {
  readonly plan: Plan;
}

/** The namespace that every cluster has and that is never made again. */
const eternalNamespace = "kube-system";

/**
 * What has to be in the cluster before anything is put there; everything else depends on this. A
 * missing object ends the update with the name of the configuration that asks for it.
 */
export class Requirements extends Component {
  /** Identifies the cluster. */
  readonly clusterUid: pulumi.Output<string>;
  readonly secrets: readonly ReadSecret[];

  constructor(name: string, { plan }: RequirementsArgs, options: ComponentOptions) {
    super("index:Requirements", name, options);
    for (const requirement of requirementsOf(plan)) {
      read(requirement, { namespace: plan.namespace, options: { parent: this } });
    }
    this.secrets = requiredSecrets(plan).map((required) => readSecret(required, { parent: this }));
    const { metadata } = core.Namespace.get("cluster", eternalNamespace, { parent: this });
    this.clusterUid = metadata.uid;
    this.registerOutputs({});
  }

  /** What the Secret holds that others keep, for a server whose credentials it has. */
  credentials(store: Store): pulumi.Output<Credentials> | undefined {
    const found = this.secrets.find(({ required }) => required.store === store);
    if (found === undefined) {
      return undefined;
    }
    const { passwordKey, usernameKey } = found.required.credentials;
    return found.data.apply((data) => ({
      password: data[passwordKey] ?? "",
      username: usernameKey === undefined ? undefined : data[usernameKey],
    }));
  }
}

/**
 * Refuses another cluster than the one the stack was last deployed to, and one whose Secrets lack what they
 * have to have, before anything is declared that would be put there.
 *
 * @throws ConfigError with every fault
 */
export async function refuseUnfitCluster(
  { clusterUid, secrets }: Requirements,
  deployedTo: string | undefined,
): Promise<void> {
  const uid = await valueOf(clusterUid);
  const missing = secrets.map(async ({ required, data }) => missingKeyFaults(required, await valueOf(data)));
  const faults = [...clusterFaults(uid, deployedTo), ...(await Promise.all(missing)).flat()];
  if (faults.length > 0) {
    throw new ConfigError("The cluster of the stack", faults);
  }
}

/** What is read is known at every preview. */
function valueOf<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => output.apply(resolve));
}

/** Reads a Secret with a server's credentials. */
function readSecret(required: RequiredSecret, options: pulumi.CustomResourceOptions): ReadSecret {
  const { path, namespace, credentials } = required;
  const { secretName } = credentials;
  const name = `${secretName} (openops:${path})`;
  // Its keeper may have written the values into an annotation too, as kubectl apply does.
  const { data } = core.Secret.get(name, `${namespace}/${secretName}`, {
    ...options,
    additionalSecretOutputs: ["data", "metadata"],
  });
  return { required, data: pulumi.secret(data.apply(decodedData)) };
}

interface ReadArgs {
  /** Where objects that belong to a namespace are. */
  readonly namespace: string;
  readonly options: pulumi.CustomResourceOptions;
}

/** Reads an object; its logical name tells people what asks for it. */
function read({ kind, name, reason }: Requirement, { namespace, options }: ReadArgs): pulumi.Resource {
  const logicalName = `${name} (${reason})`;
  switch (kind) {
    case "StorageClass":
      return StorageClass.get(logicalName, name, options);
    case "PriorityClass":
      return PriorityClass.get(logicalName, name, options);
    case "IngressClass":
      return IngressClass.get(logicalName, name, options);
    case "CustomResourceDefinition":
      return CustomResourceDefinition.get(logicalName, name, options);
    case "FlowSchema":
      return FlowSchema.get(logicalName, name, options);
    case "ClusterSecretStore":
      return CustomResource.get(logicalName, {
        apiVersion: externalSecretsVersion,
        kind,
        id: name,
        ...options,
      });
    case "SecretStore":
      return CustomResource.get(logicalName, {
        apiVersion: externalSecretsVersion,
        kind,
        id: `${namespace}/${name}`,
        ...options,
      });
  }
}
