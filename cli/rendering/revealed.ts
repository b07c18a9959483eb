import { isRawMap } from "../../components/model/layers";
import type { Raw, RawMap } from "../../components/model/layers";

/** The key, and its value for secrets, by which the SDK marks special values on their way to the engine. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Inputs without the SDK's marks of secrecy; under mocks there are only placeholders behind them. */
export function revealed(inputs: unknown): RawMap {
  const plain: Raw = plainValue(inputs);
  return isRawMap(plain) ? plain : {};
}

function plainValue(value: unknown): Raw {
  if (Array.isArray(value)) {
    return value.map(plainValue);
  }
  if (isRawMap(value)) {
    return value[signatureKey] === secretSignature
      ? plainValue(value.value)
      : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainValue(child)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}
