import { sign, type KeyObject } from "node:crypto";

import { AsnConvert } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";

import { arrayBufferOf } from "./bytes";

type SignatureMethod = {
  /** Undefined where the algorithm hashes by itself. */
  readonly digest?: string;
  readonly identifier: AlgorithmIdentifier;
};

function ecdsa(digest: string, algorithm: string): SignatureMethod {
  return { digest, identifier: new AlgorithmIdentifier({ algorithm }) };
}

/** The digest grows with the curve, as in Go's crypto/x509. */
const ecdsaByCurve: ReadonlyMap<string | undefined, SignatureMethod> = new Map([
  ["secp384r1", ecdsa("sha384", "1.2.840.10045.4.3.3")],
  ["secp521r1", ecdsa("sha512", "1.2.840.10045.4.3.4")],
]);
const ecdsaWithSha256 = ecdsa("sha256", "1.2.840.10045.4.3.2");
/** What stands where an algorithm has no parameters but must say so. */
const noParameters = arrayBufferOf(Buffer.of(0x05, 0x00));
const rsaWithSha256 = {
  digest: "sha256",
  identifier: new AlgorithmIdentifier({ algorithm: "1.2.840.113549.1.1.11", parameters: noParameters }),
};
const ed25519 = { identifier: new AlgorithmIdentifier({ algorithm: "1.3.101.112" }) };

function methodOf(key: KeyObject): SignatureMethod {
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

/**
 * How a private key signs.
 * @throws TypeError for a key that is none of RSA, EC and Ed25519.
 */
export function signatureAlgorithm(key: KeyObject): AlgorithmIdentifier {
  return methodOf(key).identifier;
}

/** The signature over an ASN.1 object's encoding. */
export function signature(content: object, key: KeyObject): ArrayBuffer {
  const bytes = Buffer.from(AsnConvert.serialize(content));
  return arrayBufferOf(sign(methodOf(key).digest, bytes, key));
}
