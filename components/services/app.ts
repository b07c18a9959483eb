import { companionsOf } from "../companions";
import { Component } from "../component";
import type { ComponentOptions } from "../component";
import { appContainer } from "./app-container";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "../workload";
import type { ServiceArgs } from "../scope";
import { firstBootOf } from "./first-boot";

/** The application server. */
export class App extends Component {
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
    serviceDeployment(this, pod, { before });
    this.registerOutputs({});
  }
}
