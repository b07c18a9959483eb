import { createHash } from "node:crypto";
import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";

/** An object before it has a name of its own. */
export interface NamedObject {
  readonly kind: string;
  /** The name in the program. */
  readonly resourceName: string;
  /** The name that stands for it in other objects, where the program gives it none. */
  readonly generatedName: string | undefined;
  readonly content: RawMap;
}

const checksumPrefix = "openops.com/checksum-";

/**
 * Gives objects names that stay. Where Pulumi makes a new object for new content, which rolls the pods
 * that use it, plain manifests keep the object: it may change, and a checksum in the pods' template
 * rolls them. A Job's template cannot change, so a Job has a name that goes with its content.
 *
 * @param unsummed kinds of objects whose content is not told, so that there is no checksum of it either
 */
export function withFixedNames<Named extends NamedObject>(
  objects: readonly Named[],
  unsummed: readonly string[] = [],
): readonly Named[] {
  const generated = objects.flatMap((object) =>
    object.generatedName === undefined ? [] : [{ ...object, generatedName: object.generatedName }],
  );
  const names = new Map(generated.map(({ generatedName, resourceName }) => [generatedName, resourceName]));
  const checksums = new Map(
    generated
      .filter(({ kind }) => !unsummed.includes(kind))
      .map(({ generatedName, kind, resourceName, content: { data, stringData } }) => [
        generatedName,
        [`${checksumPrefix}${kind.toLowerCase()}-${resourceName}`, hashOf([data, stringData])] as const,
      ]),
  );
  return objects.map((object) => {
    const used = [...textsIn(object.content)].flatMap((text) => {
      const checksum = checksums.get(text);
      return checksum === undefined || text === object.generatedName ? [] : [checksum];
    });
    const content = withChecksums(renamedMap(object.content, names), Object.fromEntries(used.sort()));
    return { ...object, content: ownName(object, content) };
  });
}

function hashOf(value: Raw): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

function ownName({ kind, generatedName, resourceName }: NamedObject, content: RawMap): RawMap {
  if (generatedName === undefined) {
    return content;
  }
  if (kind === "Job") {
    return named(content, `${resourceName}-${hashOf(content.spec).slice(0, 8)}`);
  }
  // An object that keeps its name must take new content.
  return Object.fromEntries(Object.entries(content).filter(([key]) => key !== "immutable"));
}

function named(content: RawMap, name: string): RawMap {
  return { ...content, metadata: { ...mapAt(content, "metadata"), name } };
}

function withChecksums(content: RawMap, checksums: RawMap): RawMap {
  const spec = mapAt(content, "spec");
  const template = mapAt(spec, "template");
  if (spec.template === undefined || Object.keys(checksums).length === 0) {
    return content;
  }
  const metadata = mapAt(template, "metadata");
  const annotations = { ...mapAt(metadata, "annotations"), ...checksums };
  return { ...content, spec: { ...spec, template: { ...template, metadata: { ...metadata, annotations } } } };
}

function mapAt(map: RawMap, key: string): RawMap {
  const value = map[key];
  return isRawMap(value) ? value : {};
}

function textsIn(value: Raw): ReadonlySet<string> {
  if (typeof value === "string") {
    return new Set([value]);
  }
  const children: readonly Raw[] = Array.isArray(value) ? value : isRawMap(value) ? Object.values(value) : [];
  return new Set(children.flatMap((child) => [...textsIn(child)]));
}

function renamedMap(map: RawMap, names: ReadonlyMap<string, string>): RawMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, renamed(value, names)]));
}

function renamed(value: Raw, names: ReadonlyMap<string, string>): Raw {
  if (Array.isArray(value)) {
    return value.map((item: Raw) => renamed(item, names));
  }
  if (isRawMap(value)) {
    return renamedMap(value, names);
  }
  return typeof value === "string" ? (names.get(value) ?? value) : value;
}
