import type { RawMap } from "../../components/config/layers";

/** The key, and its value for secrets, by which the SDK marks special values on their way to the engine. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** What stands where a secret would be. */
export const masked = "[secret]";

/** Whether a map is no value of its own but the mark of a secret, with the value behind it or without. */
export function isSecretMark(value: RawMap): boolean {
  return value[signatureKey] === secretSignature;
}

/** Whether the SDK marks a value in any way; among a stack's outputs only secrets are marked. */
export function isMarked(value: unknown): value is object {
  return typeof value === "object" && value !== null && signatureKey in value;
}
