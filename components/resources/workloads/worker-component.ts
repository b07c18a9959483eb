import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import type { Plan } from "../../plan/plan";
import { worker } from "../../services/worker/worker";
import { emptyFolder, type Mount } from "../pods/mount";
import type { ContainerDetails } from "../pods/pod";
import { httpHealth, probe } from "../pods/probes";
import { childOptions, metadata, type ServiceArgs } from "../scope";
import { imageUsers, restricted } from "../pods/container-security";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";
import { drainSeconds } from "../../services/drain-time";

/** The worker. It ends by itself once its running flows have. */
export class Worker extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Worker", name, options);
    const secrets = serviceSecrets(this, args);
    serviceEndpoint(this, args);
    const companions = companionsOf(this, args);
    const details = container(args.scope.plan, homeFiles(this, args));
    this.deployment = serviceDeployment(this, { ...args, secrets, companions, details });
    this.registerOutputs({});
  }
}

/** The home folder of the image's user. */
const home = "/home/node";

/**
 * What tells of a cloud's identity beside the variables of the pod, which the processes that run flows are
 * started without; they do keep the home folder.
 */
function homeFiles(parent: pulumi.Resource, { scope, service }: ServiceArgs): readonly Mount[] {
  const { id, name } = service.service;
  const file = scope.identities.get(id)?.homeFile;
  if (file === undefined) {
    return [];
  }
  const map = new core.ConfigMap(
    `${name}-identity`,
    { metadata: metadata(scope, id), immutable: true, data: { [file.name]: file.content } },
    childOptions(scope, parent),
  );
  const volume = { name: "identity", configMap: { name: map.metadata.name } };
  return [{ volume, path: `${home}/${file.folder}`, readOnly: true }];
}

function container({ config }: Plan, files: readonly Mount[]): ContainerDetails {
  const health = httpHealth(worker);
  return {
    image: "worker",
    resources: config.services.worker.resources,
    security: restricted(imageUsers.worker, { readOnlyRoot: false }),
    port: worker.containerPort,
    probes: {
      // It listens after an installation of npm packages into its code folder.
      startupProbe: probe(health, { delaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failures: 60 }),
      readinessProbe: probe(health, { delaySeconds: 5, periodSeconds: 10, timeoutSeconds: 5, failures: 3 }),
      livenessProbe: probe(health, { delaySeconds: 30, periodSeconds: 30, timeoutSeconds: 5, failures: 6 }),
    },
    graceSeconds: drainSeconds(config),
    volumeGroup: imageUsers.worker,
    // Credentials of the clouds' command lines; /tmp itself stays the image's, which seeds it.
    mounts: [emptyFolder("azure", "/tmp/azure"), emptyFolder("gcloud", "/tmp/gcloud"), ...files],
  };
}
