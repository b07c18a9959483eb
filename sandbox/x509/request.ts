import { createPublicKey, type KeyObject } from "node:crypto";

import { CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
  Attribute,
  Extensions,
  type GeneralName,
  type Name,
  SubjectAlternativeName,
  id_ce_subjectAltName,
} from "@peculiar/asn1-x509";

import { publicKeyInfo } from "./certificate";
import { alternativeNames } from "./extensions";
import { signature, signatureAlgorithm } from "./signature";

/** What a certificate is asked for; without alternative names the list is empty. */
export type RequestContent = {
  readonly subject: Name;
  readonly publicKey: KeyObject;
  readonly alternativeNames: readonly GeneralName[];
};

/** The attribute by which a request asks for extensions (RFC 2985, 5.4.2). */
const extensionRequest = "1.2.840.113549.1.9.14";

/** Makes a certificate request (PKCS#10, RFC 2986), signed with the key it is for. */
export function signRequest(content: RequestContent, key: KeyObject): Buffer {
  const names = content.alternativeNames;
  const asked = (): ArrayBuffer => AsnConvert.serialize(new Extensions([alternativeNames(names)]));
  const certificationRequestInfo = new CertificationRequestInfo({
    subject: content.subject,
    subjectPKInfo: publicKeyInfo(content.publicKey),
  });
  if (names.length > 0) {
    certificationRequestInfo.attributes.push(new Attribute({ type: extensionRequest, values: [asked()] }));
  }
  const request = new CertificationRequest({
    certificationRequestInfo,
    signatureAlgorithm: signatureAlgorithm(key),
    signature: signature(certificationRequestInfo, key),
  });
  return Buffer.from(AsnConvert.serialize(request));
}

/**
 * Reads a certificate request; its own signature is not verified.
 * @throws Error when the bytes are no request, or its key is of an unknown kind.
 */
export function readRequest(bytes: Buffer): RequestContent {
  const { certificationRequestInfo } = AsnConvert.parse(bytes, CertificationRequest);
  const { subject, subjectPKInfo, attributes = [] } = certificationRequestInfo;
  const key = Buffer.from(AsnConvert.serialize(subjectPKInfo));
  const publicKey = createPublicKey({ key, format: "der", type: "spki" });
  const asked = attributes
    .filter(({ type }) => type === extensionRequest)
    .flatMap(({ values }) => values.flatMap((value) => [...AsnConvert.parse(value, Extensions)]))
    .find(({ extnID }) => extnID === id_ce_subjectAltName);
  const names = asked === undefined ? [] : AsnConvert.parse(asked.extnValue, SubjectAlternativeName);
  return { subject, publicKey, alternativeNames: [...names] };
}
