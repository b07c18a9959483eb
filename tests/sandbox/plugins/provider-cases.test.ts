import { readFileSync } from "node:fs";
import { join } from "node:path";

import { EngineLog } from "../../../sandbox/plugins/protocol/engine-log";
import { type PropertyMap, isMap, revealMap } from "../../../sandbox/plugins/protocol/property-value";
import type { DiffAnswer, ResourcePlugin } from "../../../sandbox/plugins/protocol/resource-plugin";
import { KubernetesPlugin } from "../../../sandbox/plugins/kubernetes/kubernetes-plugin";
import { RandomPlugin } from "../../../sandbox/plugins/random/random-plugin";

/** One recorded call of an official plugin, made by a program that was changed in five steps. */
type RecordedCall = {
  readonly step: string;
  readonly call: "Check" | "Diff" | "DiffConfig";
  readonly type: string;
  readonly name: string;
  readonly olds?: PropertyMap;
  readonly oldInputs?: PropertyMap;
  readonly news?: PropertyMap;
  readonly answer: {
    readonly inputs?: PropertyMap;
    readonly changes?: "DIFF_NONE" | "DIFF_SOME";
    readonly replaces?: readonly string[];
    readonly deleteBeforeReplace?: boolean;
    readonly diffs?: readonly string[];
    readonly detailedDiff?: Readonly<
      Record<string, { readonly kind?: string; readonly inputDiff?: boolean }>
    >;
  };
};

const path = join(__dirname, "../../fixtures/provider-cases.json");
const recorded: readonly RecordedCall[] = JSON.parse(readFileSync(path, "utf8"));

const log = new EngineLog(undefined);
const plugins: readonly (readonly [string, ResourcePlugin])[] = [
  ["kubernetes", new KubernetesPlugin(log)],
  ["random", new RandomPlugin(log)],
];

function pluginFor({ type }: RecordedCall): ResourcePlugin {
  const found = plugins.find(([name]) => type.startsWith(`${name}:`) || type === `pulumi:providers:${name}`);
  if (found === undefined) {
    throw new Error(`no stand-in for ${type}`);
  }
  return found[1];
}

function identity({ type, name }: RecordedCall) {
  return { urn: `urn:pulumi:rec::rec::${type}::${name}`, type, name };
}

/** The suffix of an invented name comes from the engine's seed, which was not recorded. */
function withoutSuffix(inputs: PropertyMap): unknown {
  return JSON.parse(JSON.stringify(inputs).replace(/("name":"[a-z]+)-[0-9a-f]{8}"/g, '$1-SUFFIX"'));
}

/** Passwords were blanked before and after; those that the answer calls changed are given two values again. */
function withChangedSecrets(call: RecordedCall): PropertyMap {
  const { news = {}, answer } = call;
  const { data } = news;
  const changed = Object.keys(answer.detailedDiff ?? {}).filter(
    (key) => call.type.endsWith(":Secret") && key.startsWith("data."),
  );
  const values = changed.map((key) => [key.slice("data.".length), "another"] as const);
  return isMap(data) ? { ...news, data: { ...data, ...Object.fromEntries(values) } } : news;
}

function plainDiff(answer: DiffAnswer) {
  const details = Object.entries(answer.detailedDiff ?? {});
  return {
    changes: answer.changed ? "DIFF_SOME" : "DIFF_NONE",
    replaces: [...(answer.replaces ?? [])].sort(),
    deleteBeforeReplace: answer.deleteBeforeReplace ?? false,
    diffs: [...(answer.diffs ?? [])].sort(),
    detailedDiff: Object.fromEntries(details),
  };
}

/** The recording leaves out what protobuf's JSON form leaves out: ADD (the zero kind), false and empty lists. */
function expectedDiff({ answer }: RecordedCall) {
  const details = Object.entries(answer.detailedDiff ?? {});
  return {
    changes: answer.changes,
    replaces: [...(answer.replaces ?? [])].sort(),
    deleteBeforeReplace: answer.deleteBeforeReplace ?? false,
    diffs: [...(answer.diffs ?? [])].sort(),
    detailedDiff: Object.fromEntries(
      details.map(([key, { kind = "ADD", inputDiff = false }]) => [key, { kind, inputDiff }]),
    ),
  };
}

function named(calls: readonly RecordedCall[]): readonly (readonly [string, RecordedCall])[] {
  return calls.map((call) => [`${call.step} ${call.type} "${call.name}"`, call]);
}

const checks = named(recorded.filter(({ call }) => call === "Check"));
const diffs = named(recorded.filter(({ call }) => call === "Diff"));

test("the recording holds 59 calls", () => {
  expect(recorded).toHaveLength(59);
});

describe("the stand-ins check inputs as the official plugins did", () => {
  test.each(checks)("at step %s", async (_name, call) => {
    const { inputs, failures } = await pluginFor(call).check({
      ...identity(call),
      oldInputs: call.olds ?? {},
      newInputs: call.news ?? {},
      randomSeed: Buffer.from("seed"),
    });
    const expected = call.answer.inputs ?? {};
    const isEncoded = call.type.endsWith(":Secret");
    const encoded = JSON.parse(JSON.stringify(expected).replaceAll('"REDACTED"', '"UkVEQUNURUQ="'));
    expect(failures).toEqual([]);
    expect(withoutSuffix(revealMap(inputs))).toEqual(withoutSuffix(isEncoded ? encoded : expected));
  });
});

describe("the stand-ins compare as the official plugins did", () => {
  test.each(diffs)("at step %s", async (_name, call) => {
    const oldInputs = call.oldInputs ?? {};
    const answer = await pluginFor(call).diff({
      ...identity(call),
      id: "id",
      oldInputs,
      oldOutputs: { ...oldInputs, __inputs: oldInputs },
      newInputs: withChangedSecrets(call),
      ignoreChanges: [],
    });
    expect(plainDiff(answer)).toEqual(expectedDiff(call));
  });
});

describe("the stand-ins compare providers as the official plugins did", () => {
  test.each(named(recorded.filter(({ call }) => call === "DiffConfig")))(
    "at step %s",
    async (_name, call) => {
      const config = { kubeconfig: "/etc/kubeconfig", clusterIdentifier: "rec" };
      const answer = await pluginFor(call).diffConfig({
        ...identity(call),
        id: "id",
        oldInputs: config,
        oldOutputs: config,
        newInputs: config,
        ignoreChanges: [],
      });
      expect(plainDiff(answer)).toEqual(expectedDiff(call));
    },
  );
});
