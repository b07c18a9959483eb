import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AuthorityKeyIdentifier,
  BasicConstraints,
  ExtendedKeyUsage,
  Extension,
  type GeneralName,
  KeyIdentifier,
  KeyUsage,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
} from "@peculiar/asn1-x509";

import { arrayBufferOf } from "./bytes";

type Criticality = { readonly critical: boolean };

function extension(extnID: string, value: object, { critical }: Criticality): Extension {
  return new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

export type AuthorityLimits = {
  readonly isAuthority: boolean;
  /** How many authorities may follow; without a limit when undefined. Said only of an authority. */
  readonly maxPathLength?: number | undefined;
};

export function basicConstraints({ isAuthority, maxPathLength }: AuthorityLimits): Extension {
  const limit = isAuthority && maxPathLength !== undefined ? { pathLenConstraint: maxPathLength } : {};
  const constraints = new BasicConstraints({ cA: isAuthority, ...limit });
  return extension(id_ce_basicConstraints, constraints, { critical: true });
}

/** What the key may do. @param flags of KeyUsageFlags, added up */
export function keyUsage(flags: number): Extension {
  return extension(id_ce_keyUsage, new KeyUsage(flags), { critical: true });
}

/** What the certificate may be used for, by object identifiers: `1.3.6.1.5.5.7.3.1` for servers. */
export function extendedKeyUsage(purposes: readonly string[]): Extension {
  return extension(id_ce_extKeyUsage, new ExtendedKeyUsage([...purposes]), { critical: false });
}

export function subjectKeyIdentifier(identifier: Buffer): Extension {
  const value = new SubjectKeyIdentifier(arrayBufferOf(identifier));
  return extension(id_ce_subjectKeyIdentifier, value, { critical: false });
}

export function authorityKeyIdentifier(identifier: Buffer): Extension {
  const value = new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(arrayBufferOf(identifier)) });
  return extension(id_ce_authorityKeyIdentifier, value, { critical: false });
}

/** Whom the certificate speaks for; critical where there is no subject (RFC 5280, 4.2.1.6). */
export function alternativeNames(
  names: readonly GeneralName[],
  criticality: Criticality = { critical: false },
): Extension {
  return extension(id_ce_subjectAltName, new SubjectAlternativeName([...names]), criticality);
}
