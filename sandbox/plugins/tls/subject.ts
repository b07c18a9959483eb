import * as der from "../../x509/der";
import * as extensions from "../../x509/extensions";
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

/** The encoded name of the `subject` input; without one, the empty name. */
export function encodedSubject(subject: PropertyValue | undefined): Buffer {
  const given = isMap(subject) ? subject : {};
  const streets = texts(given, "streetAddresses").map((text): NameAttribute => ["streetAddress", text]);
  return distinguishedName([
    ...attributes(given, beforeStreet),
    ...streets,
    ...attributes(given, afterStreet),
  ]);
}

/** The general names of `dnsNames`, `ipAddresses` and `uris`; undefined where there are none. */
export function encodedAlternativeNames(inputs: PropertyMap): Buffer | undefined {
  const names = [
    ...texts(inputs, "dnsNames").map(extensions.dnsName),
    ...texts(inputs, "ipAddresses").map(extensions.ipAddress),
    ...texts(inputs, "uris").map(extensions.uri),
  ];
  return names.length === 0 ? undefined : der.sequence(...names);
}
