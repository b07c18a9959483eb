import { createHash, randomBytes, type KeyObject, type X509Certificate } from "node:crypto";

import { AsnConvert } from "@peculiar/asn1-schema";
import {
  Certificate,
  Extensions,
  type Extension,
  type Name,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Time,
  Validity,
  Version,
  id_ce_subjectKeyIdentifier,
} from "@peculiar/asn1-x509";

import { arrayBufferOf } from "./bytes";
import { toPem } from "./pem";
import { signature, signatureAlgorithm } from "./signature";

export type CertificateContent = {
  readonly serialNumber: Buffer;
  readonly subject: Name;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
};

export type Issuer = {
  /** The name in the issuer's own certificate: that is how chains are matched. */
  readonly name: Name;
  readonly key: KeyObject;
};

/** 126 random bits, so that nobody can tell the next one, as a positive number in its shortest form. */
export function newSerialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8(0) & 0x3f) | 0x40);
  return bytes;
}

export function publicKeyInfo(key: KeyObject): SubjectPublicKeyInfo {
  return AsnConvert.parse(key.export({ type: "spki", format: "der" }), SubjectPublicKeyInfo);
}

/** SHA-1 of the bare key, the first method of RFC 5280, 4.2.1.2: a name for the key, no protection. */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  const bareKey = Buffer.from(publicKeyInfo(publicKey).subjectPublicKey);
  return createHash("sha1").update(bareKey).digest();
}

/** RFC 5280, 4.1.2.5 has whole seconds. */
function timeOf(moment: Date): Time {
  return new Time(new Date(Math.floor(moment.getTime() / 1000) * 1000));
}

/** Makes and signs an X.509 certificate of version 3, as PEM. */
export function signCertificate(content: CertificateContent, issuer: Issuer): string {
  const algorithm = signatureAlgorithm(issuer.key);
  const validity = new Validity();
  validity.notBefore = timeOf(content.notBefore);
  validity.notAfter = timeOf(content.notAfter);
  const toBeSigned = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayBufferOf(content.serialNumber),
    signature: algorithm,
    issuer: issuer.name,
    validity,
    subject: content.subject,
    subjectPublicKeyInfo: publicKeyInfo(content.publicKey),
    extensions: new Extensions([...content.extensions]),
  });
  const certificate = new Certificate({
    tbsCertificate: toBeSigned,
    signatureAlgorithm: algorithm,
    signatureValue: signature(toBeSigned, issuer.key),
  });
  return toPem({ label: "CERTIFICATE", bytes: Buffer.from(AsnConvert.serialize(certificate)) });
}

/** What those that an authority signs must repeat of its certificate. */
export type AuthorityNames = { readonly subject: Name; readonly keyIdentifier?: Buffer };

export function readAuthority({ raw }: X509Certificate): AuthorityNames {
  const { subject, extensions = [] } = AsnConvert.parse(raw, Certificate).tbsCertificate;
  const identifier = extensions.find(({ extnID }) => extnID === id_ce_subjectKeyIdentifier);
  if (identifier === undefined) {
    return { subject };
  }
  const { buffer } = AsnConvert.parse(identifier.extnValue, SubjectKeyIdentifier);
  return { subject, keyIdentifier: Buffer.from(buffer) };
}
