import { createHash, randomBytes, type KeyObject, type X509Certificate } from "node:crypto";

import * as der from "./der";
import { elementAt, elements } from "./der-reader";
import { extensionTypes, extensionValue } from "./extensions";
import { toPem } from "./pem";
import { signatureAlgorithm, signed } from "./signature";

export type CertificateContent = {
  readonly serialNumber: Buffer;
  /** An encoded name. */
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Buffer[];
};

export type Issuer = {
  /** The encoded name, byte for byte as in the issuer's own certificate: that is how chains are matched. */
  readonly name: Buffer;
  readonly key: KeyObject;
};

/** 128 random bits: nobody can tell the next one. */
export function newSerialNumber(): Buffer {
  return randomBytes(16);
}

export function publicKeyDer(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** SHA-1 of the bare key, the first method of RFC 5280, 4.2.1.2: a name for the key, no protection. */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  const { content: parts } = elementAt(publicKeyDer(publicKey), 0);
  const unusedBitsBytes = 1;
  const bareKey = elementAt(parts, 1).content.subarray(unusedBitsBytes);
  return createHash("sha1").update(bareKey).digest();
}

/** Makes and signs an X.509 certificate of version 3, as PEM. */
export function signCertificate(content: CertificateContent, issuer: Issuer): string {
  const version3 = der.integer(Buffer.of(2));
  const toBeSigned = der.sequence(
    der.explicit(0, version3),
    der.integer(content.serialNumber),
    signatureAlgorithm(issuer.key).identifier,
    issuer.name,
    der.sequence(der.time(content.notBefore), der.time(content.notAfter)),
    content.subject,
    publicKeyDer(content.publicKey),
    der.explicit(3, der.sequence(...content.extensions)),
  );
  return toPem({ label: "CERTIFICATE", bytes: signed(toBeSigned, issuer.key) });
}

/** What those that an authority signs must repeat of its certificate. */
export type AuthorityNames = { readonly subject: Buffer; readonly keyIdentifier?: Buffer };

export function readAuthority({ raw }: X509Certificate): AuthorityNames {
  const fields = elements(elementAt(elementAt(raw, 0).content, 0).content);
  const [versionTag, extensionsTag] = [0xa0, 0xa3];
  const afterVersion = fields.filter(({ tag }) => tag !== versionTag);
  const subject = afterVersion[4]?.whole ?? der.sequence();
  const extensions = fields.find(({ tag }) => tag === extensionsTag);
  const identifier =
    extensions === undefined
      ? undefined
      : extensionValue(elementAt(extensions.content, 0).content, extensionTypes.subjectKeyIdentifier);
  return {
    subject,
    ...(identifier === undefined ? {} : { keyIdentifier: elementAt(identifier, 0).content }),
  };
}
