import { declareInstallation, type OpenOpsOutputs } from "./composition/installation";
import { planStack, type Plan } from "./plan/plan";
import { Component, installationKind, type ComponentOptions } from "./resources/component";
import { withholdDebugMessages } from "./resources/debug-messages";
import { loadConfig, type LoadedConfig } from "./resources/loaded-config";
import type { OpenOpsArgs } from "./resources/installation-args";
import { refuseLostData } from "./resources/state/recorded-facts";

/**
 * OpenOps on a cluster, with its servers and identities in clouds.
 *
 * Its static functions make it: they look up what planning has to know, and check all of it, before anything is put
 * into the cluster.
 */
export class OpenOps extends Component {
  /** Lets the SDK go on, which else registers a component without outputs as soon as it is constructed. */
  declare private finish: () => void;
  private installed: OpenOpsOutputs | undefined;

  private constructor(name: string, options: ComponentOptions) {
    super(installationKind, name, options);
  }

  /** Called by the SDK while it constructs the component. */
  protected override async initialize(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.finish = resolve;
    });
  }

  /** What people and other programs need to know. */
  get outputs(): OpenOpsOutputs {
    if (this.installed === undefined) {
      throw new Error("OpenOps is not installed yet: wait for what its static functions promise");
    }
    return this.installed;
  }

  /**
   * Installs OpenOps as the configuration of the stack says, by its keys that begin with `openops:`.
   *
   * @throws ConfigError with every fault, before anything is put into the cluster
   * @example
   * export = async () => (await OpenOps.fromConfig("openops")).outputs;
   */
  static async fromConfig(name: string, options: ComponentOptions = {}): Promise<OpenOps> {
    return OpenOps.install(name, await loadConfig(), options);
  }

  /**
   * Installs OpenOps as a program says.
   *
   * @param name what several installations of one program have in common has it in front; the one called `openops` has
   *   plain names
   * @throws ConfigError with every fault, before anything is declared
   * @example
   * const openops = await OpenOps.create(
   *   "openops",
   *   {
   *     preset: "prod",
   *     publicUrl: "https://openops.example.com",
   *     database: { kind: "external", host: server.address, addresses: ["10.0.0.0/16"] },
   *     postgresPassword: server.password,
   *   },
   *   { provider: cluster.provider },
   * );
   */
  static async create(name: string, args: OpenOpsArgs, options: ComponentOptions = {}): Promise<OpenOps> {
    const { loadArguments } = await import("./resources/installation-args");
    return OpenOps.install(name, await loadArguments(name, args), options);
  }

  /**
   * Installs OpenOps from a configuration that is read and checked.
   *
   * @internal The package declares no function that takes one: it would be a way around the checks.
   */
  static async install(name: string, loaded: LoadedConfig, options: ComponentOptions = {}): Promise<OpenOps> {
    withholdDebugMessages();
    const plan = planOf(loaded);
    const recorded = await refuseLostData(plan, { ...loaded, installation: name });
    const openops = new OpenOps(name, options);
    try {
      openops.installed = await declareInstallation(openops, { plan, loaded, recorded });
      openops.registerOutputs({ ...openops.installed });
    } finally {
      openops.finish();
    }
    return openops;
  }
}

function planOf({ config, namespace, rotating, extraSecrets }: LoadedConfig): Plan {
  const names = Object.entries(extraSecrets).map(([service, values]) => [service, Object.keys(values)]);
  return planStack({ config, namespace, rotating, extraSecrets: Object.fromEntries(names) });
}
