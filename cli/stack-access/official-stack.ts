import { z } from "zod";
import type { RawMap } from "../../components/config/layers";
import { CommandError } from "../errors";
import { operatePulumi } from "../official/official-pulumi";
import { readStackFile } from "../stack-file";
import { EngineProgram } from "./engine-program";
import { EngineStack, type ClusterConnection } from "./engine-stack";

const stacksSchema = z.array(z.looseObject({ name: z.string() }));

interface OfficialStackArgs {
  readonly root: string;
  readonly stack: string;
  /** The kubeconfig context of its cluster. */
  readonly context: string;
  /** Update without asking after the preview. */
  readonly agreed: boolean;
}

/** A stack in the user's own backend, by the user's own Pulumi. */
export class OfficialStack extends EngineStack {
  readonly place: string;
  readonly cluster: ClusterConnection;

  constructor(private readonly args: OfficialStackArgs) {
    const { root, stack, context } = args;
    super(new EngineProgram({ program: "pulumi", folder: root, environment: process.env }), stack);
    this.place = `Pulumi.${stack}.yaml`;
    this.cluster = {
      kubectl: { program: "kubectl", args: [`--context=${context}`] },
      provider: { context },
    };
  }

  async setValue(path: string, value: string | number | boolean): Promise<void> {
    // Without a type, a text such as 17 becomes a number.
    const type = typeof value === "string" && /^(-?\d+|true|false)$/.test(value) ? ["--type", "string"] : [];
    const command = [
      "config",
      "set",
      "--plaintext",
      "--path",
      ...type,
      this.keyOf(path),
      String(value),
      ...this.selected,
    ];
    await this.engine.run(command);
  }

  async remove(path: string): Promise<void> {
    await this.engine.run(["config", "rm", "--path", this.keyOf(path), ...this.selected]);
  }

  /** Refuses a missing stack: its owner chooses the backend and the encryption of secrets. */
  async ensure(): Promise<void> {
    await this.engine.run(["stack", "ls", "--json"]).then((printed) => {
      const { stack } = this.args;
      if (!stacksSchema.parse(JSON.parse(printed)).some(({ name }) => name.split("/").at(-1) === stack)) {
        throw new CommandError(`There is no stack ${stack} yet. Make it first: pulumi stack init ${stack}`);
      }
    });
  }

  async update(): Promise<void> {
    const { root, stack, agreed } = this.args;
    const code = await operatePulumi(root, [
      "up",
      "--stack",
      stack,
      ...(agreed ? ["--yes", "--skip-preview"] : []),
    ]);
    if (code !== 0) {
      throw new CommandError(`The update of stack ${stack} did not finish.`);
    }
  }

  config(): RawMap {
    return readStackFile(this.args.root, this.args.stack).config;
  }
}
