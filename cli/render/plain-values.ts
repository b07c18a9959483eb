import { isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { isSecretMark } from "../terminal/secret-marks";

/** Values without the SDK's marks of secrecy. */
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
      ? secretValue(value)
      : Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainValue(child)]));
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? value
    : undefined;
}

/** The value behind a mark: as it is under mocks, as JSON in a decrypted state. */
function secretValue({ value, plaintext }: RawMap): Raw {
  return typeof plaintext === "string" ? plainValue(JSON.parse(plaintext)) : plainValue(value);
}
