import * as pulumi from "@pulumi/pulumi";

/** A resource that a program registered under mocks, with what the engine would be told of it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: pulumi.CustomResourceOptions;
}

/** What a run of the program under mocks left behind. */
export interface ProgramRun {
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The one resource of a type with a name; fails where there is none. */
  readonly find: (type: string, name: string) => Registered;
}

/** Values that generated secrets have under mocks, so that tests can look for them. */
export function mockSecret(name: string): string {
  return `generated-${name}`;
}

function outputsOf({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  if (type.startsWith("random:")) {
    return { ...inputs, result: mockSecret(name), hex: mockSecret(name) };
  }
  // As the provider does: an object without a name of its own gets a unique one.
  const metadata: unknown = inputs.metadata;
  return typeof metadata === "object" && metadata !== null && !("name" in metadata)
    ? { ...inputs, metadata: { ...metadata, name: `${name}-0a1b2c3d` } }
    : inputs;
}

/** Runs the program with a configuration as Pulumi would, under mocks. */
export async function runProgram(
  stack: string,
  config: Readonly<Record<string, string>>,
  secretKeys: readonly string[] = [],
): Promise<ProgramRun> {
  const resources: Registered[] = [];
  const registered = new Map<string, pulumi.CustomResourceOptions>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        resources.push({
          type: args.type,
          name: args.name,
          inputs: args.inputs,
          options: registered.get(`${args.type} ${args.name}`) ?? {},
        });
        return { id: `${args.name}-id`, state: outputsOf(args) };
      },
      call: ({ inputs }) => inputs,
    },
    "openops",
    stack,
    false,
  );
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  const { deploy } = await import("../../components/deploy");
  const { loadConfig } = await import("../../components/config");
  const outputs = await pulumi.runtime.runInPulumiStack(async () => {
    // Mocks are not told of options, a transformation is.
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      registered.set(`${type} ${name}`, opts);
      return undefined;
    });
    return deploy(loadConfig());
  });
  await pulumi.runtime.disconnect();
  return {
    resources,
    outputs: { ...outputs },
    find: (type, name) => {
      const found = resources.find((resource) => resource.type === type && resource.name === name);
      if (found === undefined) {
        throw new Error(`The program registered no ${type} named ${name}`);
      }
      return found;
    },
  };
}
