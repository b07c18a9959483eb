import type { RawMap } from "../../components/model/layers";
import { CommandError } from "../command-error";
import { runPulumi } from "../official";
import { readStackFile } from "../stack-file";
import { EngineProgram } from "./engine-program";
import { EngineStack } from "./engine-stack";

interface OfficialStackArgs {
  readonly root: string;
  readonly stack: string;
  /** Update without asking after the preview. */
  readonly agreed: boolean;
}

/** A stack in the user's own backend, by the user's own Pulumi. */
export class OfficialStack extends EngineStack {
  readonly place: string;

  constructor(private readonly args: OfficialStackArgs) {
    const { root, stack } = args;
    super(new EngineProgram({ program: "pulumi", folder: root, environment: process.env }), stack);
    this.place = `Pulumi.${stack}.yaml`;
  }

  async setValue(path: string, value: string | number): Promise<void> {
    await this.engine.run(["config", "set", "--path", this.keyOf(path), String(value), ...this.selected]);
  }

  async remove(path: string): Promise<void> {
    await this.engine.run(["config", "rm", "--path", this.keyOf(path), ...this.selected]);
  }

  async update(): Promise<void> {
    const { root, stack, agreed } = this.args;
    const code = await runPulumi(root, ["up", "--stack", stack, ...(agreed ? ["--yes"] : [])]);
    if (code !== 0) {
      throw new CommandError(`The update of stack ${stack} did not finish.`);
    }
  }

  config(): RawMap {
    return readStackFile(this.args.root, this.args.stack).config;
  }
}
