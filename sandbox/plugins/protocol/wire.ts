import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

import {
  type OutputValue,
  type PropertyMap,
  type PropertyValue,
  type TaggedValue,
  isList,
  isMap,
  isTagged,
  tag,
  unknownText,
  unknownValue,
} from "./property-value";

/**
 * How the engine writes special values into a protobuf struct: a map with this key whose value says what
 * the map stands for (sdk/go/common/resource/sig in pulumi/pulumi).
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands for a value of each type that is not known yet (sdk/go/common/resource/plugin/rpc.go). */
const unknownStrings: ReadonlySet<string> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  unknownText,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

type WireMap = Readonly<Record<string, JavaScriptValue>>;

function isWireMap(value: JavaScriptValue): value is Record<string, JavaScriptValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readMap(map: WireMap): PropertyMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, readValue(value)]));
}

function readOutput(map: WireMap): OutputValue {
  const dependencies = Array.isArray(map.dependencies) ? map.dependencies : [];
  return {
    [tag]: "output",
    ...(map.value === undefined ? {} : { value: readValue(map.value) }),
    secret: map.secret === true,
    dependencies: dependencies.filter((item) => typeof item === "string"),
  };
}

function readValue(value: JavaScriptValue): PropertyValue {
  if (typeof value === "string") {
    return unknownStrings.has(value) ? unknownValue : value;
  }
  if (Array.isArray(value)) {
    return value.map(readValue);
  }
  if (!isWireMap(value)) {
    return value;
  }
  switch (value[signatureKey]) {
    case undefined:
      return readMap(value);
    case secretSignature:
      return { [tag]: "secret", value: readValue(value.value ?? null) };
    case outputSignature:
      return readOutput(value);
    default:
      return { [tag]: "opaque", wire: readMap(value) };
  }
}

function writeTagged(value: TaggedValue): JavaScriptValue {
  switch (value[tag]) {
    case "unknown":
      return unknownText;
    case "opaque":
      return writeMap(value.wire);
    case "secret":
      return { [signatureKey]: secretSignature, value: writeValue(value.value) };
    case "output":
      return {
        [signatureKey]: outputSignature,
        ...(value.value === undefined ? {} : { value: writeValue(value.value) }),
        secret: value.secret,
        dependencies: [...value.dependencies],
      };
  }
}

function writeMap(map: PropertyMap): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, writeValue(value)]));
}

function writeValue(value: PropertyValue): JavaScriptValue {
  if (isTagged(value)) {
    return writeTagged(value);
  }
  if (isList(value)) {
    return value.map(writeValue);
  }
  return isMap(value) ? writeMap(value) : value;
}

/** Reads properties as the engine sent them; none sent reads as an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct === undefined ? {} : readMap(struct.toJavaScript());
}

export function toStruct(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(writeMap(properties));
}
