import { isRawMap } from "../../components/model/layers";
import type { Raw, RawMap } from "../../components/model/layers";
import { isSecretMark } from "../secret-marks";

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
    return isSecretMark(value)
      ? plainValue(value.value)
      : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainValue(child)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}
