import { type KeyObject, createPrivateKey } from "node:crypto";

import { fromPem, toPem } from "../../x509/pem";
import { SandboxError } from "../../errors";

export type Algorithm = "RSA" | "ECDSA" | "ED25519";

export type PrivateKey = { readonly key: KeyObject; readonly algorithm: Algorithm };

const algorithms: ReadonlyMap<string | undefined, Algorithm> = new Map([
  ["rsa", "RSA"],
  ["ec", "ECDSA"],
  ["ed25519", "ED25519"],
]);

/** The forms that the official plugin reads: PKCS#1, SEC 1 and PKCS#8, none of them encrypted. */
const keyLabels = ["RSA PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"];

/**
 * The bytes of the first PEM block of an input.
 * @throws SandboxError, which does not repeat the text, when there is none or it has another label.
 */
export function readPem(property: string, text: string, labels: readonly string[]): Buffer {
  const block = fromPem(text);
  if (block === undefined || !labels.includes(block.label)) {
    const expected = labels.map((label) => `"${label}"`).join(" or ");
    const got = block === undefined ? "text that is not PEM" : `"${block.label}"`;
    throw new SandboxError(`${property}: expected PEM of type ${expected}, got ${got}. Pass such a text.`);
  }
  return block.bytes;
}

/**
 * Reads a private key in PEM.
 * @throws SandboxError when the text is none that the official plugin reads.
 */
export function readPrivateKey(property: string, text: string): PrivateKey {
  const bytes = readPem(property, text, keyLabels);
  const label = fromPem(text)?.label ?? "";
  const key = parse(property, toPem({ label, bytes }));
  const algorithm = algorithms.get(key.asymmetricKeyType);
  if (algorithm === undefined) {
    const got = String(key.asymmetricKeyType);
    throw new SandboxError(`${property}: expected a key for RSA, ECDSA or ED25519, got one for ${got}.`);
  }
  return { key, algorithm };
}

function parse(property: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    const message = `${property}: the private key cannot be read: it is damaged or encrypted. Pass it whole and unencrypted.`;
    throw new SandboxError(message);
  }
}
