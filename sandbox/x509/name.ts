import { AsnConvert } from "@peculiar/asn1-schema";
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from "@peculiar/asn1-x509";

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

/** Text of a name: the narrow type where its few characters do, or else UTF-8 (RFC 5280, 4.1.2.4). */
function directoryString(text: string): AttributeValue {
  return /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)
    ? new AttributeValue({ printableString: text })
    : new AttributeValue({ utf8String: text });
}

/** The name of a subject or issuer, its attributes in the given order. */
export function distinguishedName(attributes: readonly NameAttribute[]): Name {
  return new Name(
    attributes.map(([type, text]) => {
      const value = type === "emailAddress" ? new AttributeValue({ ia5String: text }) : directoryString(text);
      return new RelativeDistinguishedName([
        new AttributeTypeAndValue({ type: attributeTypes[type], value }),
      ]);
    }),
  );
}

/** Whether two names are the same byte for byte, as those who check a chain compare them. */
export function sameName(one: Name, other: Name): boolean {
  return Buffer.from(AsnConvert.serialize(one)).equals(Buffer.from(AsnConvert.serialize(other)));
}
