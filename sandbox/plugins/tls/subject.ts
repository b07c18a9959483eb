import { GeneralName, type Name } from "@peculiar/asn1-x509";

import { type NameAttribute, distinguishedName } from "../../x509/name";
import { type PropertyMap, type PropertyValue, isMap } from "../protocol/property-value";
import type { InputRule } from "../protocol/input-rules";
import { dnsNames, ipAddresses, pem, texts, textsBy, uris } from "./input-rules";

/** In the order in which Go's crypto/x509/pkix writes them, and the e-mail address at the end. */
const beforeStreet = ["country", "organization", "organizationalUnit", "locality", "province"] as const;
const afterStreet = ["postalCode", "commonName", "serialNumber", "emailAddress"] as const;

/** The inputs of a request and of a self-signed certificate that say whom they speak for. */
export const subjectInputs: Readonly<Record<string, InputRule>> = {
  privateKeyPem: pem,
  subject: textsBy([...beforeStreet, ...afterStreet], ["streetAddresses"]),
  dnsNames,
  ipAddresses,
  uris,
};

function attributes(
  subject: PropertyMap,
  types: readonly Exclude<NameAttribute[0], "streetAddress">[],
): readonly NameAttribute[] {
  return types.flatMap((type): readonly NameAttribute[] => {
    const text = subject[type];
    return typeof text === "string" ? [[type, text]] : [];
  });
}

/** The name of the `subject` input; without one, the empty name. */
export function subjectName(subject: PropertyValue | undefined): Name {
  const given = isMap(subject) ? subject : {};
  const streets = texts(given, "streetAddresses").map((text): NameAttribute => ["streetAddress", text]);
  return distinguishedName([
    ...attributes(given, beforeStreet),
    ...streets,
    ...attributes(given, afterStreet),
  ]);
}

/** The general names of `dnsNames`, `ipAddresses` and `uris`. */
export function alternativeNames(inputs: PropertyMap): readonly GeneralName[] {
  return [
    ...texts(inputs, "dnsNames").map((dNSName) => new GeneralName({ dNSName })),
    ...texts(inputs, "ipAddresses").map((iPAddress) => new GeneralName({ iPAddress })),
    ...texts(inputs, "uris").map((uri) => new GeneralName({ uniformResourceIdentifier: uri })),
  ];
}
