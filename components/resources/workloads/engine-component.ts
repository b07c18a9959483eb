import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import type { Plan } from "../../plan/plan";
import { engine } from "../../services/engine/engine";
import { codeDirectory } from "../../services/shared-settings";
import { emptyFolder } from "../pods/mount";
import type { ContainerDetails } from "../pods/pod";
import { exec, probe, tcpSocket } from "../pods/probes";
import { imageUsers, restricted } from "../pods/container-security";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";
import type { ServiceArgs } from "../scope";
import { drainSeconds } from "../../services/drain-time";

const processFile = "/tmp/engine.pid";

/**
 * The image keeps what flows compile against in a folder that the volumes below would hide. Node is
 * a child of the shell, because as the first process of a container it would not obey SIGTERM.
 */
const start = `cp -r /var/tmp-base/. /tmp/ && { node main.js & echo $! > ${processFile}; wait $!; }`;

/** The engine. */
export class Engine extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Engine", name, options);
    const secrets = serviceSecrets(this, args);
    serviceEndpoint(this, args);
    const companions = companionsOf(this, args);
    this.deployment = serviceDeployment(this, {
      ...args,
      secrets,
      companions,
      details: container(args.scope.plan),
    });
    this.registerOutputs({});
  }
}

function container({ config }: Plan): ContainerDetails {
  const listening = tcpSocket(engine.containerPort);
  return {
    image: "engine",
    resources: config.services.engine.resources,
    security: restricted(imageUsers.engine, { readOnlyRoot: false }),
    command: ["/bin/sh", "-c", start],
    port: engine.containerPort,
    probes: {
      readinessProbe: probe(listening, {
        delaySeconds: 5,
        periodSeconds: 10,
        timeoutSeconds: 3,
        failures: 3,
      }),
      livenessProbe: probe(listening, {
        delaySeconds: 30,
        periodSeconds: 20,
        timeoutSeconds: 3,
        failures: 6,
      }),
    },
    lifecycle: { preStop: exec("/bin/sh", "-c", endAfterRuns(engine.containerPort)) },
    graceSeconds: drainSeconds(config),
    volumeGroup: imageUsers.engine,
    mounts: [emptyFolder("npm", "/tmp/.npm"), emptyFolder("codes", codeDirectory)],
  };
}

/**
 * Waits until no request is open, since a run is one request, then ends the engine. The columns are
 * those of /proc/net/tcp, where 01 is ESTABLISHED.
 */
function endAfterRuns(port: number): string {
  const local = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const open = `grep -qs ' [0-9A-F]*${local} [0-9A-F:]* 01 ' /proc/net/tcp /proc/net/tcp6`;
  return `sleep 5; while ${open}; do sleep 1; done; kill -TERM $(cat ${processFile})`;
}
