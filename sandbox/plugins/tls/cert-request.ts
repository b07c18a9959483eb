import { createHash, createPublicKey } from "node:crypto";

import { toPem } from "../../x509/pem";
import { signRequest } from "../../x509/request";
import type { PropertyMap } from "../protocol/property-value";
import { readPrivateKey } from "./keys";
import { alternativeNames, subjectInputs, subjectName } from "./subject";
import type { Made, TlsKind } from "./tls-kind";

async function make(inputs: PropertyMap): Promise<Made> {
  const { key, algorithm } = readPrivateKey("privateKeyPem", String(inputs.privateKeyPem));
  const content = {
    subject: subjectName(inputs.subject),
    publicKey: createPublicKey(key),
    alternativeNames: alternativeNames(inputs),
  };
  const bytes = signRequest(content, key);
  return {
    id: createHash("sha1").update(bytes).digest("hex"),
    computed: {
      keyAlgorithm: algorithm,
      certRequestPem: toPem({ label: "CERTIFICATE REQUEST", bytes }),
    },
  };
}

/** A certificate request; its id is its SHA-1, as the official plugin's. */
export const certRequest: TlsKind = {
  inputs: subjectInputs,
  defaults: {},
  computed: ["keyAlgorithm", "certRequestPem"],
  secrets: ["privateKeyPem"],
  updatable: [],
  make,
};
