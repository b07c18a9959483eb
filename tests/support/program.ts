import * as pulumi from "@pulumi/pulumi";
import { cloudOutputs, lookUpAnswer } from "./sources/clouds";
import type { OpenOpsArgs } from "../../components/resources/installation-args";
import type { LiveCluster, Look } from "../../components/resources/cluster/live-data";
import { readStateFunction } from "../../components/resources/state/recorded-state";
import { withoutStackTraces } from "./stack-traces";

/** A resource that a program registered under mocks, with what the engine would be told of it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Inputs with secrets revealed, so that tests can look at them. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** The inputs that the engine keeps encrypted. */
  readonly secretInputs: readonly string[];
  readonly options: pulumi.CustomResourceOptions;
}

/** A resource on the way from the stack to one of its parts. */
export interface PathPart {
  readonly type: string;
  readonly name: string;
}

/** What a run of the program under mocks left behind. */
export interface ProgramRun {
  readonly resources: readonly Registered[];
  /** Objects that were read and not made: type and id. */
  readonly reads: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Every resource, read ones included, with all that it is below, the stack left out: the topmost comes first. */
  readonly paths: readonly (readonly PathPart[])[];
  /** The one resource of a type with a name; fails where there is none. */
  readonly find: (type: string, name: string) => Registered;
}

/** What a run records of one part of its stack. */
export function recordIn(run: ProgramRun, record: string): unknown {
  return run.find("pulumi:index:Stash", `record-${record}`).inputs.input;
}

/** What a state has of an installation of which nothing but its place was recorded yet. */
export function placeRecord(namespace: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> {
  return { "pulumi:index:Stash record-installation": { input: { namespace } } };
}

/** Values that generated secrets have under mocks, so that tests can look for them. */
export function mockSecret(name: string): string {
  return `generated-${name}`;
}

/** What generated certificates are under mocks. */
export function mockCertificate(name: string): string {
  return `certificate of ${name}\n`;
}

/** The key, and its value for secrets, by which the SDK marks special values on their way to the engine. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}

function isSecret(value: unknown): boolean {
  return isMap(value) && value[signatureKey] === secretSignature;
}

function revealed(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(revealed);
  }
  if (!isMap(value)) {
    return value;
  }
  return isSecret(value)
    ? revealed(value.value)
    : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, revealed(child)]));
}

function outputsOf({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  if (type.startsWith("random:")) {
    return { ...inputs, result: mockSecret(name), hex: mockSecret(name) };
  }
  if (type.startsWith("tls:")) {
    return { ...inputs, privateKeyPem: mockSecret(name), certPem: mockCertificate(name) };
  }
  if (!type.startsWith("kubernetes:")) {
    return { ...inputs, ...cloudOutputs(type, asMap(revealed(inputs))) };
  }
  // As the provider does: an object without a name of its own gets a unique one.
  const metadata: unknown = inputs.metadata;
  return typeof metadata === "object" && metadata !== null && !("name" in metadata)
    ? { ...inputs, metadata: { ...metadata, name: `${name}-0a1b2c3d` } }
    : inputs;
}

/** As the API server keeps it. */
function encoded(data: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );
}

type State = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface RunOptions {
  readonly secretKeys?: readonly string[];
  /** Outputs of the stack's last update. */
  readonly deployed?: Readonly<Record<string, unknown>>;
  /** What other resources of the installation have as outputs in the state, by type and name. */
  readonly state?: State;
  /** The same of resources of the program around the installation. */
  readonly around?: State;
  /** What the namespace has before the update. */
  readonly look?: Look;
  /** Why the API server does not answer. */
  readonly silence?: string;
  /** Whether the update takes over what exists. */
  readonly takesOver?: boolean;
  /** What identifies the cluster. */
  readonly clusterUid?: string;
  /** What Secrets of the cluster hold that others keep, by namespace and name. */
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What Secrets of the namespace hold that others keep. */
  readonly existing?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The specifications of objects that others made, by their names. */
  readonly live?: Readonly<Record<string, unknown>>;
  /** The installations of the program, by name, with the namespace of each. Default: the one that the stack has. */
  readonly installations?: Readonly<Record<string, string>>;
  /** Whether the program brings a provider of the cluster along. */
  readonly bringsProvider?: boolean;
  /** The arguments of installations that the program creates, by name, on a provider that it brings along. */
  readonly create?: Readonly<Record<string, OpenOpsArgs>>;
}

/** As the engine answers when it is asked for the outputs of all resources, which are below others or not. */
function recordedOutputs(stack: string, state: State, below = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state).map(([resource, outputs]) => {
      const [type = "", name = ""] = resource.split(" ");
      return [`urn:pulumi:${stack}::openops::${below}${type}::${name}`, { type, outputs }];
    }),
  );
}

/** The cluster that programs run on under mocks. */
export const mockClusterUid = "11111111-2222-3333-4444-555555555555";

const finishedRuns = new Map<string, Promise<ProgramRun>>();

/**
 * Runs the program with a configuration as Pulumi would, under mocks. A run with the same arguments is made once
 * in a file of tests.
 */
export function runProgram(
  stack: string,
  config: Readonly<Record<string, string>>,
  options: RunOptions = {},
): Promise<ProgramRun> {
  const start = (): Promise<ProgramRun> => withoutStackTraces(() => run(stack, config, options));
  const key = JSON.stringify([stack, config, options, process.env]);
  const known = finishedRuns.get(key) ?? start();
  finishedRuns.set(key, known);
  return known;
}

type Places = ReadonlyMap<pulumi.Resource, PathPart & { readonly parent: pulumi.Resource | undefined }>;

function pathTo(resource: pulumi.Resource, places: Places): readonly PathPart[] {
  const place = places.get(resource);
  if (place === undefined) {
    return [];
  }
  const { type, name, parent } = place;
  return [...(parent === undefined ? [] : pathTo(parent, places)), { type, name }];
}

/** Runs a program that creates installations with arguments, by their names. */
export function runCreated(create: Readonly<Record<string, OpenOpsArgs>>): Promise<ProgramRun> {
  return withoutStackTraces(() => run("dev", {}, { create }));
}

async function run(
  stack: string,
  config: Readonly<Record<string, string>>,
  {
    secretKeys = [],
    deployed = {},
    state = {},
    around = {},
    look = { objects: [], claims: [], secrets: [] },
    silence,
    takesOver = false,
    clusterUid = mockClusterUid,
    secrets = {},
    existing = {},
    live = {},
    installations,
    bringsProvider = false,
    create,
  }: RunOptions,
): Promise<ProgramRun> {
  const resources: Registered[] = [];
  const reads: string[] = [];
  const failures: unknown[] = [];
  const registered = new Map<string, pulumi.CustomResourceOptions>();
  const places = new Map<pulumi.Resource, PathPart & { readonly parent: pulumi.Resource | undefined }>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        if (args.type.startsWith("kubernetes:") && args.id !== undefined && args.id !== "") {
          reads.push(`${args.type} ${args.id}`);
          const metadata = { name: args.id, uid: clusterUid };
          const name = args.id.split("/").at(-1) ?? "";
          const data = encoded(secrets[args.id] ?? existing[name]);
          return { id: args.id, state: { ...args.inputs, metadata, data, spec: live[name] } };
        }
        resources.push({
          type: args.type,
          name: args.name,
          inputs: asMap(revealed(args.inputs)),
          secretInputs: Object.keys(args.inputs).filter((key) => isSecret(args.inputs[key])),
          options: registered.get(`${args.type} ${args.name}`) ?? {},
        });
        return { id: `${args.name}-id`, state: outputsOf(args) };
      },
      call: ({ token, inputs }) =>
        token === readStateFunction
          ? {
              outputs: {
                ...recordedOutputs(stack, { [`pulumi:pulumi:Stack openops-${stack}`]: deployed, ...around }),
                ...recordedOutputs(stack, state, "openops:index:OpenOps$"),
              },
            }
          : lookUpAnswer(token, inputs),
    },
    "openops",
    stack,
    false,
    "organization",
  );
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);
  const { OpenOps } = await import("../../components/openops");
  const { loadConfig } = await import("../../components/resources/loaded-config");
  const { Provider } = await import("@pulumi/kubernetes/provider");
  const outputs = await pulumi.runtime.runInPulumiStack(async () => {
    // Mocks are not told of options, a transformation is.
    pulumi.runtime.registerStackTransformation(({ type, name, opts, resource }) => {
      registered.set(`${type} ${name}`, opts);
      places.set(resource, { type, name, parent: opts.parent });
      return undefined;
    });
    // Thrown here, a failure would be out of reach of the test that expects it.
    const cluster: LiveCluster = {
      look: async () => look,
      specOf: async ({ name }) => (name in live ? { spec: live[name] } : undefined),
      silence: async () => silence,
    };
    const program = async () => {
      if (create !== undefined) {
        const provider = new Provider("brought");
        const [first] = await Promise.all(
          Object.entries(create).map(([name, args]) => OpenOps.create(name, args, { provider })),
        );
        return first?.outputs ?? {};
      }
      const loaded = { ...(await loadConfig()), live: cluster, takesOver };
      const wanted = Object.entries(installations ?? { openops: loaded.namespace });
      const options = bringsProvider ? { provider: new Provider("brought") } : {};
      const installed = await Promise.all(
        wanted.map(([name, namespace]) => OpenOps.install(name, { ...loaded, namespace }, options)),
      );
      return installed[0]?.outputs ?? {};
    };
    return program().catch((error: unknown) => {
      failures.push(error);
      return {};
    });
  });
  await pulumi.runtime.disconnect();
  for (const failure of failures) {
    throw failure;
  }
  return {
    resources,
    reads,
    outputs: { ...outputs },
    paths: [...places.keys()].map((resource) => pathTo(resource, places)),
    find: (type, name) => {
      const found = resources.find((resource) => resource.type === type && resource.name === name);
      if (found === undefined) {
        throw new Error(`The program registered no ${type} named ${name}`);
      }
      return found;
    },
  };
}
