import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import type * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { volumeClaim } from "../pods/volume-claim";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import { veleroVolume } from "../../plan/backup/velero";
import type { Plan } from "../../plan/plan";
import { tables } from "../../services/tables/tables";
import { hasOwnVolume } from "../../plan/pods/scaling";
import type { Mount } from "../pods/mount";
import type { ContainerDetails } from "../pods/pod";
import { exec, probe } from "../pods/probes";
import type { Scope, ServiceArgs } from "../scope";
import { excepted } from "../pods/container-security";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";
import { firstBootOf } from "./first-boot";

/** Tables, with the volume for uploaded files. */
export class Tables extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Tables", name, options);
    const claim = filesClaim(this, args.scope);
    const secrets = serviceSecrets(this, args);
    serviceEndpoint(this, args);
    const details = container(args.scope.plan, [files(claim), sharedMemory]);
    const companions = companionsOf(this, args);
    const pod = { ...args, secrets, companions, details };
    this.deployment = serviceDeployment(this, pod, {
      before: firstBootOf(this, pod),
      recreate: hasOwnVolume(args.scope.plan.config.services.tables),
      annotations: veleroVolume(args.scope.plan.config),
    });
    this.registerOutputs({});
  }
}

function filesClaim(parent: pulumi.Resource, scope: Scope): core.PersistentVolumeClaim {
  const { storage } = scope.plan.config.services.tables;
  return volumeClaim(parent, { scope, component: "tables", name: storage.claimName, storage });
}

function files(claim: core.PersistentVolumeClaim): Mount {
  return {
    volume: { name: "data", persistentVolumeClaim: { claimName: claim.metadata.name } },
    path: "/baserow/data",
  };
}

/** Its workers share memory and keep their temporary files there. */
const sharedMemory: Mount = {
  volume: { name: "shared-memory", emptyDir: { medium: "Memory", sizeLimit: "512Mi" } },
  path: "/dev/shm",
};

/** A request to the pod's own address would be answered by the web front end, alive or not. */
const health = exec("/baserow/backend/docker/docker-entrypoint.sh", "backend-healthcheck");

/** The health check's own request may take ten seconds. */
const timeoutSeconds = 15;

function container({ config }: Plan, mounts: readonly Mount[]): ContainerDetails {
  return {
    image: "tables",
    resources: config.services.tables.resources,
    security: excepted("tables"),
    port: tables.containerPort,
    probes: {
      startupProbe: probe(health, { delaySeconds: 10, periodSeconds: 10, timeoutSeconds, failures: 60 }),
      readinessProbe: probe(health, { delaySeconds: 30, periodSeconds: 20, timeoutSeconds, failures: 10 }),
      livenessProbe: probe(health, { delaySeconds: 60, periodSeconds: 20, timeoutSeconds, failures: 10 }),
    },
    mounts,
  };
}
