import { defaultKinds, presetNames, type PresetName } from "../config/base-config";
import { checkConfig } from "./checked-config";
import { extraSecretsKey, readExtraSecrets } from "./extra-secrets";
import { setSecretCommand, type Fault } from "../values/fault";
import {
  childPath,
  isRawMap,
  mergeLayers,
  type Layer,
  type MergedLayers,
  type Raw,
  type RawMap,
} from "../config/layers";
import { presets } from "../stack/presets";
import { secretKeys, type StackConfig } from "../stack/stack-config";
import { withSizes } from "../stack/sized-layers";
import {
  nextName,
  overlappingSecrets,
  type RotatingSecrets,
  type SecretValues,
} from "../values/secret-definitions";

/** A stack's configuration as it was found, before anything is checked. */
export interface StackSource {
  /** Name of the stack file, for messages. */
  readonly file: string;
  /** Values by key, without the namespace; objects as JSON, as Pulumi hands them over. */
  readonly entries: Readonly<Record<string, string>>;
  /** Whether a key's value is encrypted, as a whole or in a part. */
  readonly isEncrypted: (key: string) => boolean;
  /** Where in a key's value the encrypted parts are, as far as that can be seen. */
  readonly encryptedPaths: (key: string) => readonly string[];
  /** Names of secrets that are set, though their values cannot be read here. */
  readonly withheld?: readonly string[];
  /** Reads an overlay file; throws with a message for people where that fails. */
  readonly readOverlay: (path: string) => RawMap;
}

/** What a stack's configuration amounts to. */
export interface Assembled {
  readonly merged: MergedLayers;
  readonly secrets: SecretValues;
  /** The secrets with a second value. */
  readonly rotating: RotatingSecrets;
  /** Users' own secret variables: service, variable, value. */
  readonly extraSecrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly faults: readonly Fault[];
  /** The checked configuration, unless there are faults. */
  readonly config: StackConfig | undefined;
}

/** Puts preset, overlays and stack file together and checks the result completely. */
export function assembleConfig(source: StackSource): Assembled {
  const stack: Layer = { source: source.file, values: decode(source.entries) };
  const overlays = readOverlays(source, stack.values.overlays);
  const merged = mergeLayers(
    withSizes([bottomLayer, ...presetLayer(stack.values.preset), ...overlays.layers, stack]),
  );
  const secrets = Object.fromEntries(
    Object.entries(source.entries).filter(([key]) => secretKeys.includes(key) && key !== extraSecretsKey),
  );
  const extra = readExtraSecrets(source.entries[extraSecretsKey], decodeValue);
  const checked = checkConfig(merged.values, secrets, source.withheld);
  const faults = [
    ...encryptionFaults(source),
    ...overlays.faults,
    ...(checked.ok ? [] : checked.faults),
    ...extra.faults,
  ];
  return {
    merged,
    secrets,
    rotating: overlappingSecrets.filter((name) => nextName(name) in source.entries),
    extraSecrets: extra.values,
    faults,
    config: checked.ok && faults.length === 0 ? checked.config : undefined,
  };
}

/** Lets a layer change a union's fields without naming its kind. */
const bottomLayer: Layer = { source: "default", values: defaultKinds };

/** The values that are not secrets, with objects read from their JSON form. */
function decode(entries: Readonly<Record<string, string>>): RawMap {
  return Object.fromEntries(
    Object.entries(entries)
      .filter(([key]) => !secretKeys.includes(key))
      .map(([key, value]) => [key, decodeValue(value)]),
  );
}

function decodeValue(value: string): Raw {
  if (!/^\s*[[{]/.test(value)) {
    return value;
  }
  const parsed: Raw = JSON.parse(value);
  return parsed;
}

function presetLayer(preset: Raw): readonly Layer[] {
  const name = presetNames.find((known) => known === preset);
  return name === undefined ? [] : [{ source: `preset ${name}`, values: toRaw(presets[name]) }];
}

/** A preset as plain data, which is what layers are made of. */
function toRaw(layer: (typeof presets)[PresetName]): RawMap {
  const raw: RawMap = JSON.parse(JSON.stringify(layer));
  return raw;
}

interface Overlays {
  readonly layers: readonly Layer[];
  readonly faults: readonly Fault[];
}

function readOverlays({ readOverlay }: StackSource, paths: Raw): Overlays {
  const read = (Array.isArray(paths) ? paths : [])
    .filter((path) => typeof path === "string")
    .map((path, index) => readOne(path, { index, readOverlay }));
  return {
    layers: read.flatMap(({ layers }) => layers),
    faults: read.flatMap(({ faults }) => faults),
  };
}

function readOne(
  path: string,
  { index, readOverlay }: { readonly index: number; readonly readOverlay: StackSource["readOverlay"] },
): Overlays {
  try {
    const values = readOverlay(path);
    const faults = securePaths(values).map((leaf) => ({
      path: leaf,
      expected: `no secret in the overlay ${path}`,
      why: "overlays are shared between stacks, and each stack encrypts with its own key",
      fix: "pulumi config set --secret, in the stack's own file",
    }));
    const misplaced = ["preset", "overlays"].filter((key) => key in values);
    return {
      layers: [{ source: path, values: without(values, misplaced) }],
      faults: [
        ...faults,
        ...misplaced.map((key) => ({
          path: key,
          expected: "this key in the stack file only",
          got: `one in the overlay ${path}`,
          fix: `remove it from ${path}`,
        })),
      ],
    };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return {
      layers: [],
      faults: [
        {
          path: childPath("overlays", index),
          expected: "a YAML file with a map in it",
          got: path,
          why: reason,
          fix: "correct the path, or the file",
        },
      ],
    };
  }
}

function without(values: RawMap, keys: readonly string[]): RawMap {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

/** Paths of the `secure:` values in a map, as Pulumi writes them. */
export function securePaths(value: Raw, path = ""): readonly string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => securePaths(item, childPath(path, index)));
  }
  if (!isRawMap(value)) {
    return [];
  }
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === "secure"
    ? [path]
    : keys.flatMap((key) => securePaths(value[key], childPath(path, key)));
}

function* encryptionFaults(source: StackSource): Iterable<Fault> {
  for (const key of Object.keys(source.entries)) {
    const isSecretKey = secretKeys.includes(key);
    if (isSecretKey && !source.isEncrypted(key)) {
      yield {
        path: key,
        expected: "an encrypted value",
        got: "one in clear",
        fix: key === extraSecretsKey ? `${setSecretCommand(key)} --path …` : setSecretCommand(key),
      };
    }
    if (isSecretKey || !source.isEncrypted(key)) {
      continue;
    }
    const paths = source.encryptedPaths(key);
    for (const path of paths.length === 0 ? [key] : paths) {
      yield {
        path,
        expected: "a value in clear",
        got: "an encrypted one",
        why: "only extraSecrets and the keys named after secrets hold secrets; the value of another key is shown in previews",
        fix: `pulumi config set --plaintext --path 'openops:${path}' VALUE`,
      };
    }
  }
}
