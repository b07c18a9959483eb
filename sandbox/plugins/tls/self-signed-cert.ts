import { createPublicKey } from "node:crypto";

import { SandboxError } from "../../errors";
import type { PropertyMap } from "../protocol/property-value";
import { flag } from "../protocol/input-rules";
import { certificateDefaults, certificateInputs, certificateOutputs, issue, ownKeyIdentifier } from "./issue";
import { readPrivateKey } from "./keys";
import { alternativeNames, subjectInputs, subjectName } from "./subject";
import type { Made, TlsKind } from "./tls-kind";

function issuerKeyIdentifier(inputs: PropertyMap, own: Buffer | undefined): Buffer | undefined {
  if (inputs.setAuthorityKeyId !== true) {
    return undefined;
  }
  if (own === undefined) {
    throw new SandboxError(
      "setAuthorityKeyId: a self-signed certificate names its own key, which it does not identify. " +
        "Set setSubjectKeyId or isCaCertificate to true.",
    );
  }
  return own;
}

async function make(inputs: PropertyMap): Promise<Made> {
  const { key, algorithm } = readPrivateKey("privateKeyPem", String(inputs.privateKeyPem));
  const subject = subjectName(inputs.subject);
  const request = { subject, publicKey: createPublicKey(key), alternativeNames: alternativeNames(inputs) };
  const { id, computed } = issue(inputs, {
    request,
    issuer: { name: subject, key },
    issuerKeyIdentifier: issuerKeyIdentifier(inputs, ownKeyIdentifier(inputs, request)),
  });
  return { id, computed: { ...computed, keyAlgorithm: algorithm } };
}

/** A certificate signed with its own key: an authority's, or a server's that nobody vouches for. */
export const selfSignedCert: TlsKind = {
  inputs: { ...subjectInputs, ...certificateInputs, setAuthorityKeyId: flag },
  defaults: { ...certificateDefaults, setAuthorityKeyId: false },
  computed: [...certificateOutputs, "keyAlgorithm"],
  secrets: ["privateKeyPem"],
  updatable: ["earlyRenewalHours"],
  make,
};
