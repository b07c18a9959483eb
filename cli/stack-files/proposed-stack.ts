import { isDeepStrictEqual } from "node:util";
import { configNamespace } from "../../components/values/fault";
import { type Raw, type RawMap, isRawMap } from "../../components/config/layers";
import { assembleStack, readMap, type StackFile } from "../stack-file";
import { resolve } from "node:path";
import { readDataFile } from "./data-file";

/** What a pull request says of a stack, judged and not yet written. */
export interface ProposedStack {
  /** Path in the project and content of every file that it changes. */
  readonly files: readonly (readonly [path: string, content: RawMap])[];
  /** Why it cannot be taken over as data; one sentence each. */
  readonly refusals: readonly string[];
}

interface Folders {
  /** The checkout whose code runs. */
  readonly root: string;
  /** The checkout that is data. */
  readonly from: string;
}

/** Overlays that are taken over: plain data in folders that hold nothing else. */
const overlayPath = /^(?:examples\/)?overlays\/[A-Za-z0-9][\w.-]*\.ya?ml$/;

const prefix = `${configNamespace}:`;
const overlaysKey = `${prefix}overlays`;

/**
 * Judges the file of a stack in another checkout, with its overlays.
 *
 * What it may not say are the things by which Pulumi finds code to run and credentials to run it with: a
 * kubeconfig or a cloud's configuration may name a program, a secrets provider a key of somebody else's, an
 * environment variables for every process.
 */
export function proposedStack({ root, from }: Folders, current: StackFile): ProposedStack {
  const content = readDataFile(from, current.name);
  if (content === undefined || typeof content === "string") {
    return { files: [], refusals: [`${current.name}: ${content ?? "it is not there"}.`] };
  }
  const config = content.config ?? {};
  if (!isRawMap(config)) {
    return { files: [], refusals: [`${current.name}: config holds no map.`] };
  }
  const proposed: StackFile = { ...current, content, config };
  const overlays = proposedOverlays(from, { proposed, current });
  const refusals = [...changedSettings(current, proposed), ...overlays.refusals];
  const places =
    refusals.length > 0 ? [] : changedPlaces(root, { current, proposed, overlays: overlays.taken });
  const files = [[current.name, content] as const, ...overlays.taken];
  return {
    // A file that says the same stays as it is written.
    files: files.filter(([path, value]) => !isDeepStrictEqual(value, readDataFile(root, path))),
    refusals: [...refusals, ...places],
  };
}

interface TakenOverlays {
  readonly taken: readonly (readonly [path: string, content: RawMap])[];
  readonly refusals: readonly string[];
}

interface Both {
  readonly proposed: StackFile;
  readonly current: StackFile;
}

function proposedOverlays(from: string, { proposed, current }: Both): TakenOverlays {
  const read = overlaysOf(proposed).map((path) => {
    if (!overlayPath.test(path)) {
      const known = overlaysOf(current).includes(path);
      return known ? undefined : `${proposed.name}: the overlay ${path} is in no folder for overlays.`;
    }
    const content = readDataFile(from, path);
    return content === undefined || typeof content === "string"
      ? `${path}: ${content ?? "it is not there"}.`
      : ([path, content] as const);
  });
  return {
    taken: read.filter((one) => typeof one === "object"),
    refusals: read.filter((one) => typeof one === "string"),
  };
}

function overlaysOf({ config }: StackFile): readonly string[] {
  const value = config[overlaysKey];
  const list: Raw = typeof value === "string" ? parsedList(value) : value;
  return Array.isArray(list) ? list.map(String) : [];
}

/** A list as the engine's commands write one into a text. */
function parsedList(text: string): Raw {
  try {
    const value: Raw = JSON.parse(text);
    return value;
  } catch {
    return [];
  }
}

/** Keys beside `config`, and configuration of anything else than this program, which decide how Pulumi runs. */
function changedSettings(current: StackFile, proposed: StackFile): readonly string[] {
  const foreign = ({ config }: StackFile) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith(prefix)));
  const beside = ({ content }: StackFile) =>
    Object.fromEntries(Object.entries(content).filter(([key]) => key !== "config"));
  return [
    ...differingKeys(beside(current), beside(proposed)),
    ...differingKeys(foreign(current), foreign(proposed)).map((key) => `config.${key}`),
  ].map((key) => `${proposed.name}: ${key} differs from the file in use.`);
}

function differingKeys(current: RawMap, proposed: RawMap): readonly string[] {
  const keys = [...new Set([...Object.keys(current), ...Object.keys(proposed)])].sort();
  return keys.filter((key) => !isDeepStrictEqual(current[key], proposed[key]));
}

/** Where the cluster and the clouds are, as preset, overlays and file together say it. */
function changedPlaces(
  root: string,
  { current, proposed, overlays }: Both & { readonly overlays: TakenOverlays["taken"] },
): readonly string[] {
  const taken = new Map(overlays);
  const readOverlay = (path: string) => taken.get(path) ?? readMap(resolve(root, path));
  const before = assembleStack(root, current).config;
  const after = assembleStack(root, proposed, readOverlay).config;
  // With a fault in it nothing of Pulumi's starts, and the preview says what is wrong.
  return after === undefined
    ? []
    : (["cluster", "clouds"] as const)
        .filter((key) => !isDeepStrictEqual(before?.[key], after[key]))
        .map((key) => `${proposed.name}: ${prefix}${key} differs from what is in use.`);
}
