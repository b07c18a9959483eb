import * as der from "./der";

/** Attributes of a subject (RFC 5280, 4.1.2.4 and its appendix A.1). */
const attributeTypes = {
  country: "2.5.4.6",
  organization: "2.5.4.10",
  organizationalUnit: "2.5.4.11",
  locality: "2.5.4.7",
  province: "2.5.4.8",
  streetAddress: "2.5.4.9",
  postalCode: "2.5.4.17",
  commonName: "2.5.4.3",
  serialNumber: "2.5.4.5",
  emailAddress: "1.2.840.113549.1.9.1",
} as const;

export type NameAttribute = readonly [type: keyof typeof attributeTypes, text: string];

/** The encoded name of a subject or issuer, its attributes in the given order. */
export function distinguishedName(attributes: readonly NameAttribute[]): Buffer {
  const encoded = attributes.map(([type, text]) => {
    const value = type === "emailAddress" ? der.ia5String(text) : der.directoryString(text);
    return der.setOf(der.sequence(der.objectIdentifier(attributeTypes[type]), value));
  });
  return der.sequence(...encoded);
}
