import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { z } from "zod";

const resourceSchema = z.looseObject({
  urn: z.string(),
  deletedWith: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
});
const stateSchema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resourceSchema) }),
});

const fileSchema = z.looseObject({
  checkpoint: z.looseObject({ latest: z.looseObject({ resources: z.array(resourceSchema) }) }),
});

const settingsSchema = z.record(z.string(), z.unknown());
const configSchema = z.object({ config: settingsSchema });

type Settings = z.output<typeof settingsSchema>;

type Resource = z.output<typeof resourceSchema>;

/** The state of a rehearsed stack, read and written with the engine's own commands. */
export class EngineState {
  constructor(
    private readonly pulumi: string,
    private readonly sandboxFolder: string,
  ) {}

  /** Takes a resource out of the state, so that the next update makes it anew. */
  forget(stack: string, name: string): void {
    const state = stateSchema.parse(JSON.parse(this.run(["stack", "export", "--stack", stack])));
    const { resources } = state.deployment;
    const gone = resources.find(({ urn }) => urn.endsWith(`::${name}`))?.urn;
    const left = resources.filter(({ urn }) => urn !== gone).map((resource) => without(resource, gone));
    this.run(
      ["stack", "import", "--stack", stack],
      JSON.stringify({ ...state, deployment: { ...state.deployment, resources: left } }),
    );
  }

  /**
   * Leaves of a resource only the note that its creation was begun, as a kill does at the wrong moment.
   * Writes the file itself: the engine drops such notes from what it imports.
   */
  unfinish(stack: string, name: string): void {
    const path = `${this.sandboxFolder}/state/.pulumi/stacks/openops/${stack}.json`;
    const file = fileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    const { resources } = file.checkpoint.latest;
    const begun = resources.find(({ urn }) => urn.endsWith(name));
    const latest = {
      ...file.checkpoint.latest,
      resources: resources.filter((other) => other !== begun).map((other) => without(other, begun?.urn)),
      pending_operations: [{ resource: { ...begun, id: undefined, outputs: undefined }, type: "creating" }],
    };
    writeFileSync(path, JSON.stringify({ ...file, checkpoint: { ...file.checkpoint, latest } }));
  }

  /** Makes of the state that of the time before there was a component: everything hangs from the stack. */
  withoutComponent(stack: string): void {
    const component = "openops:index:OpenOps";
    const written = this.run(["stack", "export", "--stack", stack]);
    const { resources } = stateSchema.parse(JSON.parse(written)).deployment;
    const urnOf = (type: string) => resources.find(({ urn }) => urn.includes(`::${type}::`))?.urn ?? "";
    const moved = written
      .replaceAll(`"parent": "${urnOf(component)}"`, `"parent": "${urnOf("pulumi:pulumi:Stack")}"`)
      .replaceAll(`::${component}$`, "::");
    const state = stateSchema.parse(JSON.parse(moved));
    const left = state.deployment.resources.filter(({ urn }) => urn !== urnOf(component));
    this.run(
      ["stack", "import", "--stack", stack],
      JSON.stringify({ ...state, deployment: { ...state.deployment, resources: left } }),
    );
  }

  /** Replaces a text everywhere in the state; returns what the first place had before. */
  replaceText(stack: string, { from, to }: { readonly from: RegExp; readonly to: string }): string {
    const state = this.run(["stack", "export", "--stack", stack]);
    this.run(["stack", "import", "--stack", stack], state.replace(from, to));
    return from.exec(state)?.[0] ?? "";
  }

  /** Gives a rehearsed stack a secret in its configuration. */
  giveSecret(stack: string, name: string, value: string): void {
    const key = `openops:${name}`;
    this.run(["config", "set", "--secret", key, "--stack", stack], value);
    const folder = `${this.sandboxFolder}/project`;
    const copy = configSchema.parse(parse(readFileSync(`${folder}/Pulumi.${stack}.yaml`, "utf8")));
    this.changeSettings(stack, (before) => ({ ...before, [key]: copy.config[key] }));
  }

  /** Takes a secret that was given out of the configuration again. */
  takeSecret(stack: string, name: string): void {
    this.changeSettings(stack, (before) =>
      Object.fromEntries(Object.entries(before).filter(([key]) => key !== `openops:${name}`)),
    );
  }

  private changeSettings(stack: string, change: (before: Settings) => Settings): void {
    const file = `${this.sandboxFolder}/project/settings.${stack}.yaml`;
    const before = existsSync(file) ? settingsSchema.parse(parse(readFileSync(file, "utf8"))) : {};
    writeFileSync(file, stringify(change(before)));
  }

  /** The stack's state with its secrets decrypted. */
  export(stack: string): string {
    return this.run(["stack", "export", "--show-secrets", "--stack", stack]);
  }

  private run(args: readonly string[], input = ""): string {
    return execFileSync(this.pulumi, [...args, "--non-interactive"], {
      cwd: `${this.sandboxFolder}/project`,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        PULUMI_BACKEND_URL: `file://${this.sandboxFolder}/state?metadata=skip`,
        PULUMI_CONFIG_PASSPHRASE_FILE: `${this.sandboxFolder}/passphrase`,
        PULUMI_HOME: `${this.sandboxFolder}/pulumi-home`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
      input,
      stdio: "pipe",
    });
  }
}

/** A resource that depends on a given one no longer. */
function without(resource: Resource, gone: string | undefined): Resource {
  const others = (urns: readonly string[] | null | undefined) => (urns ?? []).filter((urn) => urn !== gone);
  return {
    ...resource,
    ...(resource.deletedWith === gone ? { deletedWith: undefined } : {}),
    dependencies: others(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies ?? {}).map(([property, urns]) => [property, others(urns)]),
    ),
  };
}
