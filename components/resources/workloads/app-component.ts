import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import { appContainer } from "./app-container";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";
import type { ServiceArgs } from "../scope";
import { firstBootOf } from "./first-boot";

/** The application server. */
export class App extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:App", name, options);
    const pod = {
      ...args,
      secrets: serviceSecrets(this, args),
      companions: companionsOf(this, args),
      details: appContainer(args.scope.plan),
    };
    const before = firstBootOf(this, pod);
    serviceEndpoint(this, args);
    this.deployment = serviceDeployment(this, pod, { before });
    this.registerOutputs({});
  }
}
