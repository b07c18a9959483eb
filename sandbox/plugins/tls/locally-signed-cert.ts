import { X509Certificate } from "node:crypto";

import { readAuthority } from "../../x509/certificate";
import { sameName } from "../../x509/name";
import { toPem } from "../../x509/pem";
import { type RequestContent, readRequest } from "../../x509/request";
import { SandboxError } from "../../errors";
import type { PropertyMap } from "../protocol/property-value";
import { pem } from "./input-rules";
import { certificateDefaults, certificateInputs, certificateOutputs, issue } from "./issue";
import { readPem, readPrivateKey } from "./keys";
import type { Made, TlsKind } from "./tls-kind";

/** Both readers throw errors of several kinds, of which none helps more than the name of the input. */
function read<Value>(property: string, what: string, parse: () => Value): Value {
  try {
    return parse();
  } catch {
    throw new SandboxError(`${property}: the PEM does not hold a readable ${what}. Pass it whole.`);
  }
}

function requestOf(inputs: PropertyMap): RequestContent {
  const bytes = readPem("certRequestPem", String(inputs.certRequestPem), ["CERTIFICATE REQUEST"]);
  return read("certRequestPem", "certificate request", () => readRequest(bytes));
}

function authorityOf(inputs: PropertyMap): X509Certificate {
  const bytes = readPem("caCertPem", String(inputs.caCertPem), ["CERTIFICATE"]);
  const text = toPem({ label: "CERTIFICATE", bytes });
  return read("caCertPem", "certificate", () => new X509Certificate(text));
}

async function make(inputs: PropertyMap): Promise<Made> {
  const request = requestOf(inputs);
  const { key, algorithm } = readPrivateKey("caPrivateKeyPem", String(inputs.caPrivateKeyPem));
  const certificate = authorityOf(inputs);
  if (!certificate.checkPrivateKey(key)) {
    throw new SandboxError(
      "caPrivateKeyPem: this is not the key of the certificate in caCertPem. Pass the two of one authority.",
    );
  }
  const authority = readAuthority(certificate);
  const issued = issue(inputs, {
    request,
    issuer: { name: authority.subject, key },
    // Where subject and issuer are one, Go's crypto/x509 takes the certificate for self-signed and names no key.
    issuerKeyIdentifier: sameName(authority.subject, request.subject) ? undefined : authority.keyIdentifier,
  });
  return { id: issued.id, computed: { ...issued.computed, caKeyAlgorithm: algorithm } };
}

/** A certificate for a request, signed by an authority whose key is at hand. */
export const locallySignedCert: TlsKind = {
  inputs: { certRequestPem: pem, caPrivateKeyPem: pem, caCertPem: pem, ...certificateInputs },
  defaults: certificateDefaults,
  computed: [...certificateOutputs, "caKeyAlgorithm"],
  secrets: ["caPrivateKeyPem"],
  updatable: ["earlyRenewalHours"],
  make,
};
