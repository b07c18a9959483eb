import { type KeyObject, createHash, createPublicKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";

import type { PropertyMap } from "../protocol/property-value";
import { atLeast, oneOf, required } from "../protocol/input-rules";
import type { Algorithm } from "./keys";
import { opensshKey } from "./openssh";
import type { Made, TlsKind } from "./tls-kind";

const newKeys = promisify(generateKeyPair);

const curves: ReadonlyMap<string, string> = new Map([
  ["P224", "P-224"],
  ["P256", "P-256"],
  ["P384", "P-384"],
  ["P521", "P-521"],
]);

const generators: Readonly<Record<Algorithm, (inputs: PropertyMap) => Promise<{ privateKey: KeyObject }>>> = {
  RSA: ({ rsaBits }) => newKeys("rsa", { modulusLength: Number(rsaBits) }),
  ECDSA: ({ ecdsaCurve }) => newKeys("ec", { namedCurve: curves.get(String(ecdsaCurve)) ?? "" }),
  ED25519: () => newKeys("ed25519", {}),
};

function isAlgorithm(value: unknown): value is Algorithm {
  return typeof value === "string" && value in generators;
}

/** The form each algorithm had before PKCS#8; Ed25519 is younger than that. */
function traditionalPem(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return key.export({ type: "pkcs1", format: "pem" }).toString();
    case "ec":
      return key.export({ type: "sec1", format: "pem" }).toString();
    default:
      return key.export({ type: "pkcs8", format: "pem" }).toString();
  }
}

async function make(inputs: PropertyMap): Promise<Made> {
  const algorithm = isAlgorithm(inputs.algorithm) ? inputs.algorithm : "RSA";
  const { privateKey } = await generators[algorithm](inputs);
  const publicKey = createPublicKey(privateKey);
  const openssh = opensshKey(privateKey);
  return {
    id: createHash("sha1")
      .update(publicKey.export({ type: "spki", format: "der" }))
      .digest("hex"),
    computed: {
      privateKeyPem: traditionalPem(privateKey),
      privateKeyPemPkcs8: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      privateKeyOpenssh: openssh.privateKey,
      publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
      publicKeyOpenssh: openssh.publicKey,
      publicKeyFingerprintMd5: openssh.fingerprintMd5,
      publicKeyFingerprintSha256: openssh.fingerprintSha256,
    },
  };
}

/** A private key; its id is the SHA-1 of the public one, as the official plugin's. */
export const privateKey: TlsKind = {
  inputs: {
    algorithm: required(oneOf(Object.keys(generators))),
    // Go's crypto/rsa, in the official plugin, makes none smaller.
    rsaBits: atLeast(1024),
    ecdsaCurve: oneOf([...curves.keys()]),
  },
  defaults: { rsaBits: 2048, ecdsaCurve: "P224" },
  computed: [
    "privateKeyPem",
    "privateKeyPemPkcs8",
    "privateKeyOpenssh",
    "publicKeyPem",
    "publicKeyOpenssh",
    "publicKeyFingerprintMd5",
    "publicKeyFingerprintSha256",
  ],
  secrets: ["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"],
  updatable: [],
  make,
};
