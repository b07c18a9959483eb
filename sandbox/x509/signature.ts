import { sign, type KeyObject } from "node:crypto";

import * as der from "./der";

type SignatureAlgorithm = {
  /** Undefined where the algorithm hashes by itself. */
  readonly digest?: string;
  readonly identifier: Buffer;
};

function ecdsa(digest: string, type: string): SignatureAlgorithm {
  return { digest, identifier: der.sequence(der.objectIdentifier(type)) };
}

/** The digest grows with the curve, as in Go's crypto/x509. */
const ecdsaByCurve: ReadonlyMap<string | undefined, SignatureAlgorithm> = new Map([
  ["secp384r1", ecdsa("sha384", "1.2.840.10045.4.3.3")],
  ["secp521r1", ecdsa("sha512", "1.2.840.10045.4.3.4")],
]);
const ecdsaWithSha256 = ecdsa("sha256", "1.2.840.10045.4.3.2");
const rsaWithSha256 = {
  digest: "sha256",
  identifier: der.sequence(der.objectIdentifier("1.2.840.113549.1.1.11"), der.nothing),
};
const ed25519 = { identifier: der.sequence(der.objectIdentifier("1.3.101.112")) };

/**
 * How a private key signs.
 * @throws TypeError for a key that is none of RSA, EC and Ed25519.
 */
export function signatureAlgorithm(key: KeyObject): SignatureAlgorithm {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return rsaWithSha256;
    case "ec":
      return ecdsaByCurve.get(key.asymmetricKeyDetails?.namedCurve) ?? ecdsaWithSha256;
    case "ed25519":
      return ed25519;
    default:
      throw new TypeError(`a key of type ${String(key.asymmetricKeyType)} cannot sign a certificate`);
  }
}

/** Content with its signature: the outer form of certificates and requests alike. */
export function signed(content: Buffer, key: KeyObject): Buffer {
  const { digest, identifier } = signatureAlgorithm(key);
  return der.sequence(content, identifier, der.bitString(sign(digest, content, key)));
}
