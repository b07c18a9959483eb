import { join } from "node:path";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { update } from "../rehearsal/operation";
import { sandboxContext } from "../rehearsal/rehearsed-config";
import { RehearsalSettings } from "../rehearsal/rehearsal-settings";
import { prepareRehearsal, type Rehearsal } from "../rehearsal/workspace";
import { readMap, type StackFile } from "../stack-file";
import { print, report } from "../terminal/print";
import type { Paths } from "../paths";
import { EngineProgram } from "./engine-program";
import { EngineStack, type ClusterConnection } from "./engine-stack";

interface RehearsedStackArgs {
  readonly rehearsal: Rehearsal;
  readonly paths: Paths;
  readonly file: StackFile;
}

/** A stack in the sandbox; what is set there is kept beside its state and not in the checkout. */
export class RehearsedStack extends EngineStack {
  readonly place = "the sandbox";
  readonly cluster: ClusterConnection;
  private readonly settings: RehearsalSettings;

  constructor(private readonly args: RehearsedStackArgs) {
    const { rehearsal, paths, file } = args;
    const { tools, project, environment, cluster } = rehearsal;
    super(
      new EngineProgram({
        program: tools.pulumi,
        folder: project.folder,
        environment: { ...process.env, ...environment },
      }),
      file.stack,
    );
    this.settings = new RehearsalSettings(paths.projectFolder, file.stack);
    const kubeconfig = cluster.deployerKubeconfig;
    this.cluster = {
      kubectl: { program: tools.kubectl, args: [`--kubeconfig=${kubeconfig}`] },
      provider: { kubeconfig, context: sandboxContext },
    };
  }

  override async setSecret(name: string, value: string): Promise<void> {
    await super.setSecret(name, value);
    const key = this.keyOf(name);
    this.settings.set([key], this.copiedConfig()[key]);
  }

  setValue(path: string, value: string | number | boolean): Promise<void> {
    this.settings.set(this.keyOf(path).split("."), value);
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    this.settings.remove(this.keyOf(path).split("."));
    return Promise.resolve();
  }

  async ensure(): Promise<void> {
    await this.engine.run(["stack", "select", "--create", ...this.selected]);
  }

  async update(): Promise<void> {
    const { paths, file } = this.args;
    const rehearsal = await prepareRehearsal({ paths, file, report });
    await update({ rehearsal, paths, file, print }, "mask");
  }

  config(): RawMap {
    return this.settings.applyTo(this.args.rehearsal.project.config);
  }

  /** The copy of the stack file, into which the engine writes. */
  private copiedConfig(): RawMap {
    const { rehearsal, file } = this.args;
    const { config } = readMap(join(rehearsal.project.folder, file.name));
    return isRawMap(config) ? config : {};
  }
}
