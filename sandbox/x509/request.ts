import { createPublicKey, type KeyObject } from "node:crypto";

import { publicKeyDer } from "./certificate";
import * as der from "./der";
import { elementAt, elements } from "./der-reader";
import { alternativeNames, extensionTypes, extensionValue } from "./extensions";
import { signed } from "./signature";

/** What a certificate is asked for: an encoded subject, a key and perhaps a sequence of general names. */
export type RequestContent = {
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly alternativeNames?: Buffer | undefined;
};

/** The attribute by which a request asks for extensions (RFC 2985, 5.4.2). */
const extensionRequest = der.objectIdentifier("1.2.840.113549.1.9.14");

/** Makes a certificate request (PKCS#10, RFC 2986), signed with the key it is for. */
export function signRequest(content: RequestContent, key: KeyObject): Buffer {
  const names = content.alternativeNames;
  const attributes =
    names === undefined
      ? []
      : [der.sequence(extensionRequest, der.setOf(der.sequence(alternativeNames(names))))];
  const version1 = der.integer(Buffer.of(0));
  const toBeSigned = der.sequence(
    version1,
    content.subject,
    publicKeyDer(content.publicKey),
    der.explicit(0, Buffer.concat(attributes)),
  );
  return signed(toBeSigned, key);
}

/**
 * Reads a certificate request; its own signature is not verified.
 * @throws Error when the bytes are no request, or its key is of an unknown kind.
 */
export function readRequest(bytes: Buffer): RequestContent {
  const content = elementAt(elementAt(bytes, 0).content, 0).content;
  const subject = elementAt(content, 1).whole;
  const publicKey = createPublicKey({ key: elementAt(content, 2).whole, format: "der", type: "spki" });
  const attributes = elements(elementAt(content, 3).content).map((attribute) => elements(attribute.content));
  const asked = attributes.find(([type]) => type?.whole.equals(extensionRequest))?.[1];
  if (asked === undefined) {
    return { subject, publicKey };
  }
  const extensions = elementAt(asked.content, 0).content;
  return {
    subject,
    publicKey,
    alternativeNames: extensionValue(extensions, extensionTypes.alternativeNames),
  };
}
