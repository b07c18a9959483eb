import { configNamespace, type Fault } from "../../components/values/fault";
import { isRawMap, type RawMap } from "../../components/config/layers";
import { type CheckedStack, checkedFile } from "../checked-stack";
import { liveObjects, type KubectlAccess } from "../drift/live-objects";
import type { DeclaredResource } from "../render/declared-resources";
import { nothingRecorded } from "../render/recorded-stack";
import type { EngineStack } from "../stack-access/engine-stack";
import type { StackFile } from "../stack-file";
import { adoptedSettings, withSetting, type AdoptedSetting } from "./adopted-config";
import { adoptedSecrets, type AdoptedSecret } from "./adopted-secrets";
import { adoptedResources, stateResources, type AdoptedResource } from "./adopted-state";
import {
  mapsAt,
  ofRelease,
  readInstallation,
  releasesIn,
  textAt,
  type LiveInstallation,
} from "./live-installation";
import { obstacles } from "./blockers";
import { workloadTypes } from "../../components/resources/selectors";

/** What taking over an installation does. Values of secrets are in it. */
export interface AdoptionPlan {
  readonly settings: readonly AdoptedSetting[];
  readonly secrets: readonly AdoptedSecret[];
  readonly adopted: readonly AdoptedResource[];
  /** The resources of the stack's state. */
  readonly resources: readonly RawMap[];
  /** Kind and name of objects that are no part of the stack. */
  readonly leftAlone: readonly string[];
  readonly notes: readonly string[];
  /** Why it cannot be done; nothing else counts then. */
  readonly faults: readonly Fault[];
}

interface PlanArgs {
  readonly root: string;
  readonly checked: CheckedStack;
  readonly access: EngineStack;
  readonly namespace: string;
  readonly release: string | undefined;
}

/** Reads a running installation and plans how it becomes the stack; changes nothing. */
export async function adoptionPlan(args: PlanArgs): Promise<AdoptionPlan> {
  const { root, checked, access, namespace, release } = args;
  const { kubectl, provider } = access.cluster;
  const all = await readInstallation(kubectl, namespace);
  const releases = releasesIn(all);
  if (release === undefined ? releases.length > 1 : !releases.includes(release)) {
    return refused([releaseFault(namespace, releases, release)]);
  }
  const installation = release === undefined ? all : ofRelease(all, release);
  const { secrets, faults, notes } = adoptedSecrets(installation, checked.config);
  const found = [...obstacles(installation, { config: checked.config, secrets }), ...faults];
  if (found.length > 0) {
    return refused(found);
  }
  const settings = adoptedSettings(installation, checked.config);
  const file = withSettings(checked.file, { settings, secrets });
  const after = checkedWith(root, file);
  const { declaredResources } = await import("../render/declared-resources");
  const wanted = await declaredResources(root, { file: after.file, recorded: nothingRecorded });
  const live = await liveByUrn(kubectl, wanted);
  // Selectors are kept where they may be, and that depends on what is there.
  const recorded = { ...nothingRecorded, all: recordedWorkloads(wanted, live) };
  const declared = await declaredResources(root, { file: after.file, recorded });
  const adopted = adoptedResources(declared, live);
  const stack = checked.file.stack;
  return {
    settings,
    secrets,
    adopted,
    resources: stateResources({ stack, declared, adopted, access: provider }),
    leftAlone: leftAlone(installation, adopted),
    notes,
    faults: containerFaults(adopted, namespace),
  };
}

function refused(faults: readonly Fault[]): AdoptionPlan {
  return { settings: [], secrets: [], adopted: [], resources: [], leftAlone: [], notes: [], faults };
}

function releaseFault(namespace: string, releases: readonly string[], wanted: string | undefined): Fault {
  const list = releases.length === 0 ? "none" : releases.join(", ");
  return wanted === undefined
    ? {
        path: "namespace",
        expected: `one release of Helm in ${namespace}`,
        got: list,
        why: "only one of them becomes the stack",
        fix: "name it with --release",
      }
    : {
        path: "namespace",
        expected: `objects of the release ${wanted} in ${namespace}`,
        got: list,
        fix: "correct --namespace or --release",
      };
}

interface Additions {
  readonly settings: readonly AdoptedSetting[];
  readonly secrets: readonly AdoptedSecret[];
}

/** The stack's file as it will be; the values of secrets are not in it. */
function withSettings(file: StackFile, { settings, secrets }: Additions): StackFile {
  const values = [
    ...settings.map(({ path, value }) => [path.split("."), value] as const),
    ...secrets.map(({ name }) => [[name], { secure: "" }] as const),
  ];
  const config = values.reduce<RawMap>((map, [[first = "", ...rest], value]) => {
    const changed = withSetting(map, [`${configNamespace}:${first}`, ...rest], value);
    return isRawMap(changed) ? changed : map;
  }, file.config);
  return { ...file, config };
}

/** Refuses what the configuration would be after all, with the words for a person who adopts. */
function checkedWith(root: string, file: StackFile): CheckedStack {
  return checkedFile(root, file, "What the running installation asks for does not fit the stack; it");
}

async function liveByUrn(
  access: KubectlAccess,
  declared: readonly DeclaredResource[],
): Promise<ReadonlyMap<string, RawMap>> {
  const named = declared.flatMap(({ urn, type, inputs }) => {
    const name = textAt(inputs, "metadata", "name");
    return type.startsWith("kubernetes:") && name !== undefined ? [{ urn, inputs, name }] : [];
  });
  const live = await liveObjects(
    access,
    named.map(({ inputs, name }) => ({
      kind: String(inputs.kind),
      apiVersion: String(inputs.apiVersion),
      name,
      namespace: textAt(inputs, "metadata", "namespace"),
      content: inputs,
    })),
  );
  return new Map(
    named.flatMap(({ urn }, index) => {
      const object = live[index];
      return object === undefined ? [] : [[urn, object] as const];
    }),
  );
}

/** What the state will have of the Deployments and StatefulSets, as the engine answers when it is asked. */
function recordedWorkloads(declared: readonly DeclaredResource[], live: ReadonlyMap<string, RawMap>): RawMap {
  return Object.fromEntries(
    declared.flatMap(({ urn, type }) => {
      const outputs = workloadTypes.includes(type) ? live.get(urn) : undefined;
      return outputs === undefined ? [] : [[urn, { type, outputs }] as const];
    }),
  );
}

const bookkeeping = /^(Secret sh\.helm\.release|ConfigMap kube-root-ca\.crt$)/;

function leftAlone({ objects }: LiveInstallation, adopted: readonly AdoptedResource[]): readonly string[] {
  const taken = adopted.map(({ live }) => `${String(live.kind)} ${textAt(live, "metadata", "name") ?? ""}`);
  return objects
    .map(({ kind, name }) => `${kind} ${name}`)
    .filter((object) => !taken.includes(object) && !bookkeeping.test(object))
    .sort();
}

/** An update in place adds the program's containers to those that others have put into the template. */
function containerFaults(adopted: readonly AdoptedResource[], namespace: string): readonly Fault[] {
  return adopted
    .filter(({ next }) => next === "keeps")
    .flatMap(({ declared: { inputs }, live }) => {
      const foreign = containerNames(live).filter((name) => !containerNames(inputs).includes(name));
      const object = `${String(live.kind)} ${textAt(live, "metadata", "name") ?? ""}`;
      return foreign.map((container) => ({
        path: "namespace",
        expected: `containers of this program in ${object}`,
        got: container,
        why: "its selector is the same, so an update would leave that container in the pods",
        fix: `make way for it, its data stays: kubectl delete ${object.toLowerCase()} -n ${namespace}`,
      }));
    });
}

function containerNames(object: RawMap): readonly string[] {
  return mapsAt(object, "spec", "template", "spec", "containers").flatMap(
    (container) => textAt(container, "name") ?? [],
  );
}
