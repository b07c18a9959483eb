import { companionsOf } from "../companions";
import { Component } from "../component";
import type { ComponentOptions } from "../component";
import { appContainer } from "./app-container";
import { serviceDeployment, serviceEndpoint, serviceSecret } from "../workload";
import type { ServiceArgs } from "../workload";
import { FirstBoot } from "./first-boot";

/** The application server. Its first start, where it has several pods, is a Job of its own. */
export class App extends Component {
  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:App", name, options);
    const details = appContainer(args.scope.plan);
    const secret = serviceSecret(this, args);
    const companions = companionsOf(this, args);
    const pod = { ...args, secret, companions };
    const before = args.scope.plan.firstBoot
      ? [new FirstBoot(`${name}-first-boot`, pod, { parent: this })]
      : [];
    serviceEndpoint(this, args);
    serviceDeployment(this, { ...pod, details }, { before });
    this.registerOutputs({});
  }
}
