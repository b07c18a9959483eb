import { EngineProgram } from "../../../cli/stack-access/engine-program";
import { EngineStack } from "../../../cli/stack-access/engine-stack";

/** A stack that writes down what is done to it. */
export class RecordedStack extends EngineStack {
  readonly place = "a record";
  readonly cluster = { kubectl: { program: "none", args: [] }, provider: {} };
  readonly done: string[] = [];

  constructor(private readonly failingUpdates: readonly number[] = []) {
    super(new EngineProgram({ program: "none", folder: "/", environment: {} }), "dev");
  }

  config() {
    return {};
  }

  ensure(): Promise<void> {
    return Promise.resolve();
  }

  override setSecret(name: string, value: string): Promise<void> {
    this.done.push(`secret ${name}=${value}`);
    return Promise.resolve();
  }

  setValue(path: string, value: string | number): Promise<void> {
    this.done.push(`${path}=${value}`);
    return Promise.resolve();
  }

  remove(path: string): Promise<void> {
    this.done.push(`remove ${path}`);
    return Promise.resolve();
  }

  update(): Promise<void> {
    this.done.push("update");
    const updates = this.done.filter((entry) => entry === "update").length;
    return this.failingUpdates.includes(updates)
      ? Promise.reject(new Error("The API server is away."))
      : Promise.resolve();
  }
}
