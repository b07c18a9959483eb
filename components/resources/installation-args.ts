import * as pulumi from "@pulumi/pulumi";
import { assembleConfig } from "../checks/assembled-config";
import { withNamespace } from "../checks/stack-namespace";
import { secretKeys, type StackLayer } from "../stack/stack-config";
import type { Fault } from "../values/fault";
import {
  nextName,
  overlappingSecrets,
  secretNames,
  ungeneratedSecrets,
  type SecretValueName,
} from "../values/secret-definitions";
import type { StoreName } from "../values/text";
import { keptValue } from "./cluster/kept-object";
import { prefixIn } from "./component";
import { ConfigError } from "./config-error";
import { laterServer, plainValue } from "./later-values";
import { runningStack, storedAmong, takesOver, type LoadedConfig } from "./loaded-config";

/** Values that a program may know only once another resource is there. */
type WithInputs<Settings> = Settings extends unknown
  ? {
      readonly [Key in keyof Settings]: Key extends "host" | "port" | "adminRole"
        ? pulumi.Input<NonNullable<Settings[Key]>> | undefined
        : Key extends "addresses"
          ? readonly pulumi.Input<string>[] | undefined
          : Settings[Key];
    }
  : never;

/** Secret values, by the names that a stack file has for them. */
type SecretInputs = Readonly<Partial<Record<SecretValueName, pulumi.Input<string>>>>;

/**
 * What an installation is configured with: the keys of a stack file as values. Secret values are inputs, and so are the
 * host, the port, the administrator and the address ranges of existing servers; all else decides what is planned, or what
 * is compared with the last update, and is plain.
 */
export interface OpenOpsArgs extends Omit<StackLayer, "overlays" | StoreName>, SecretInputs {
  readonly database?: WithInputs<NonNullable<StackLayer["database"]>>;
  readonly cache?: WithInputs<NonNullable<StackLayer["cache"]>>;
  /** Secret environment variables of users' own: service, variable, value. */
  readonly extraSecrets?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string>>>>>;
}

/**
 * Checks the arguments of an installation as a stack's configuration is checked.
 *
 * @param name of the installation, which its namespace is called after where the arguments name none
 * @throws ConfigError with every fault
 */
export async function loadArguments(name: string, args: OpenOpsArgs): Promise<LoadedConfig> {
  const plain = plainEntries(args);
  const foreign = "overlays" in args ? [overlaysFault] : [];
  const secrets = await secretsOf(args);
  const { stack, stackName } = runningStack();
  const assembled = assembleConfig({
    file: "the program",
    entries: { ...plain.entries, ...secrets.known },
    isEncrypted: (key) => secretKeys.includes(key),
    encryptedPaths: () => [],
    withheld: secrets.withheld,
    readOverlay: () => ({}),
  });
  const place = prefixIn(name) === "" ? stack : `${name}-${stack}`;
  const { config, namespace, faults } = withNamespace(assembled, place);
  const all = [...foreign, ...plain.faults, ...faults];
  if (config === undefined || all.length > 0) {
    throw new ConfigError(`What OpenOps ${name} is given`, all, "arguments");
  }
  return {
    config,
    stackName,
    namespace,
    rotating: assembled.rotating,
    storedSecrets: storedAmong(secrets.known),
    withheld: secrets.withheld,
    takesOver: takesOver(),
    givenSecret: (key) => {
      const value = args[key];
      return value === undefined ? undefined : pulumi.secret(value);
    },
    extraSecrets: args.extraSecrets ?? {},
    later: {
      database: laterServer("database", args.database ?? {}),
      cache: laterServer("cache", args.cache ?? {}),
    },
  };
}

/** A program in JavaScript may give it. */
const overlaysFault: Fault = {
  path: "overlays",
  expected: "no overlays",
  got: "some",
  why: "files belong to stack files; a program spreads what it shares into the arguments",
};

interface PlainEntries {
  readonly entries: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
}

/** What is no secret, by key, as a stack file has it. */
function plainEntries(args: OpenOpsArgs): PlainEntries {
  const values = Object.entries(args)
    .filter(([key, value]) => !secretKeys.includes(key) && value !== undefined)
    .map(([key, value]) => [key, plainValue(key, value)] as const);
  return {
    entries: Object.fromEntries(
      values.map(([key, { value }]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    faults: values.flatMap(([, { faults }]) => faults),
  };
}

interface GivenSecrets {
  readonly known: Readonly<Record<string, string>>;
  /** The names of those whose values come later. */
  readonly withheld: readonly string[];
}

/** The secret values that are known as the program runs, for what is checked of them. */
async function secretsOf(args: OpenOpsArgs): Promise<GivenSecrets> {
  const names: readonly SecretValueName[] = [
    ...secretNames,
    ...overlappingSecrets.map(nextName),
    ...ungeneratedSecrets,
  ];
  const given = await Promise.all(
    names
      .filter((name) => args[name] !== undefined)
      .map(async (name) => [name, await keptValue(pulumi.output(args[name]))] as const),
  );
  return {
    known: Object.fromEntries(given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    withheld: given.flatMap(([name, value]) => (value === undefined ? [name] : [])),
  };
}
