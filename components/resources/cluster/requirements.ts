import * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../component";
import { ConfigError } from "../config-error";
import { keptValue, KeptObject } from "./kept-object";
import { decodedData } from "../../checks/cluster/existing-secret-faults";
import { clusterFaults } from "../../checks/recorded/stack-facts";
import { missingKeyFaults, type RequiredSecret } from "../../checks/cluster/cluster-requirements";
import type { Requirement } from "../../checks/cluster/cluster-requirement";
import type { StoreName } from "../../values/text";
import { externalSecretsVersion } from "../../plan/secrets/external-secret-store";

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
  readonly namespace: string;
  readonly objects: readonly Requirement[];
  readonly secrets: readonly RequiredSecret[];
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

  constructor(name: string, { namespace, objects, secrets }: RequirementsArgs, options: ComponentOptions) {
    super("index:Requirements", name, options);
    for (const requirement of objects) {
      read(requirement, { namespace, options: { parent: this } });
    }
    this.secrets = secrets.map((required) => readSecret(required, { parent: this }));
    const cluster = { apiVersion: "v1", kind: "Namespace", name: eternalNamespace, isInherent: true };
    this.clusterUid = new KeptObject(named(this, "cluster"), cluster, { parent: this }).metadata.uid;
    this.registerOutputs({ clusterUid: this.clusterUid });
  }

  /** What the Secret holds that others keep, for a server whose credentials it has. */
  credentials(store: StoreName): pulumi.Output<Credentials> | undefined {
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
  { clusterUid, secrets, after }: Requirements,
  deployedTo: string | undefined,
): Promise<void> {
  const uid = await keptValue(clusterUid);
  if (uid === undefined) {
    await pulumi.log.info(
      "The cluster is not there yet: what has to be in it is looked at once the program has made it.",
    );
    return;
  }
  if (after !== undefined && (await keptValue(after)) === undefined) {
    await pulumi.log.info(
      "What OpenOps comes after is not there yet: what has to be in the cluster is looked at once it is.",
    );
  }
  const missing = secrets.map(async ({ required, data }) => {
    const found = await keptValue(data);
    return found === undefined ? [] : [...missingKeyFaults(required, found)];
  });
  const faults = [...clusterFaults(uid, deployedTo), ...(await Promise.all(missing)).flat()];
  if (faults.length > 0) {
    throw new ConfigError("The cluster of the stack", faults);
  }
}

/** Reads a Secret with a server's credentials. */
function readSecret(required: RequiredSecret, options: pulumi.CustomResourceOptions): ReadSecret {
  const { path, namespace, credentials } = required;
  const { secretName } = credentials;
  const name = `${secretName} (openops:${path})`;
  const secret = { apiVersion: "v1", kind: "Secret", name: secretName, namespace };
  const { data } = new KeptObject(named(options.parent, name), secret, options);
  return { required, data: pulumi.secret(data.apply(decodedData)) };
}

interface ReadArgs {
  /** Where objects that belong to a namespace are. */
  readonly namespace: string;
  readonly options: pulumi.CustomResourceOptions;
}

/** The API in which each kind is read. */
const apiVersions: Readonly<Record<Requirement["kind"], string>> = {
  StorageClass: "storage.k8s.io/v1",
  PriorityClass: "scheduling.k8s.io/v1",
  IngressClass: "networking.k8s.io/v1",
  CustomResourceDefinition: "apiextensions.k8s.io/v1",
  FlowSchema: "flowcontrol.apiserver.k8s.io/v1",
  ClusterSecretStore: externalSecretsVersion,
  SecretStore: externalSecretsVersion,
};

/** Reads an object; its logical name tells people what asks for it. */
function read({ kind, name, reason }: Requirement, { namespace, options }: ReadArgs): pulumi.Resource {
  const place = kind === "SecretStore" ? { namespace } : {};
  const reference = { apiVersion: apiVersions[kind], kind, name, ...place };
  return new KeptObject(named(options.parent, `${name} (${reason})`), reference, options);
}
