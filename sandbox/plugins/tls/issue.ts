import type { Extension } from "@peculiar/asn1-x509";

import { type Issuer, keyIdentifier, newSerialNumber, signCertificate } from "../../x509/certificate";
import * as extensions from "../../x509/extensions";
import type { RequestContent } from "../../x509/request";
import { SandboxError } from "../../errors";
import type { PropertyMap } from "../protocol/property-value";
import { allowedUses, useExtensions } from "./allowed-uses";
import { type InputRule, atLeast, flag, required } from "../protocol/input-rules";
import { someOf, texts } from "./input-rules";
import type { Made } from "./tls-kind";

/** The inputs that both types of certificate have. */
export const certificateInputs: Readonly<Record<string, InputRule>> = {
  allowedUses: required(someOf(allowedUses)),
  validityPeriodHours: required(atLeast(0)),
  earlyRenewalHours: atLeast(0),
  isCaCertificate: flag,
  maxPathLength: atLeast(0),
  setSubjectKeyId: flag,
};

export const certificateDefaults: PropertyMap = {
  earlyRenewalHours: 0,
  isCaCertificate: false,
  setSubjectKeyId: false,
  readyForRenewal: false,
};

export const certificateOutputs = ["certPem", "validityStartTime", "validityEndTime"];

const hourMs = 60 * 60 * 1000;

export type Issuing = {
  readonly request: RequestContent;
  readonly issuer: Issuer;
  /** What the certificate says of the issuer's key, where it says anything. */
  readonly issuerKeyIdentifier?: Buffer | undefined;
};

/** What the certificate says of its own key; nothing unless it is an authority's or it is asked for. */
export function ownKeyIdentifier(inputs: PropertyMap, { publicKey }: RequestContent): Buffer | undefined {
  const wanted = inputs.isCaCertificate === true || inputs.setSubjectKeyId === true;
  return wanted ? keyIdentifier(publicKey) : undefined;
}

function extensionsOf(inputs: PropertyMap, issuing: Issuing): readonly Extension[] {
  const { request, issuerKeyIdentifier } = issuing;
  const own = ownKeyIdentifier(inputs, request);
  const maxPathLength = typeof inputs.maxPathLength === "number" ? inputs.maxPathLength : undefined;
  const isAuthority = inputs.isCaCertificate === true;
  const critical = request.subject.length === 0;
  const names = request.alternativeNames;
  return [
    ...useExtensions(texts(inputs, "allowedUses")),
    extensions.basicConstraints({ isAuthority, maxPathLength }),
    ...(own === undefined ? [] : [extensions.subjectKeyIdentifier(own)]),
    ...(issuerKeyIdentifier === undefined ? [] : [extensions.authorityKeyIdentifier(issuerKeyIdentifier)]),
    ...(names.length === 0 ? [] : [extensions.alternativeNames(names, { critical })]),
  ];
}

/**
 * Issues a certificate that is valid from now on; its id is the serial number, as the official plugin's.
 * @throws SandboxError for an authority without a subject, which RFC 5280, 4.1.2.6 forbids.
 */
export function issue(inputs: PropertyMap, issuing: Issuing): Made {
  const { subject, publicKey } = issuing.request;
  if (inputs.isCaCertificate === true && subject.length === 0) {
    throw new SandboxError(
      "subject: the certificate of an authority needs a name. Set at least subject.commonName.",
    );
  }
  const notBefore = new Date();
  const notAfter = new Date(notBefore.getTime() + Number(inputs.validityPeriodHours) * hourMs);
  const serialNumber = newSerialNumber();
  const extensions = extensionsOf(inputs, issuing);
  const content = { serialNumber, subject, publicKey, notBefore, notAfter, extensions };
  return {
    id: BigInt(`0x${serialNumber.toString("hex")}`).toString(),
    computed: {
      certPem: signCertificate(content, issuing.issuer),
      validityStartTime: notBefore.toISOString(),
      validityEndTime: notAfter.toISOString(),
    },
  };
}

/** Whether a certificate is within its early renewal hours; false for what is none. */
export function isReadyForRenewal({ validityEndTime, earlyRenewalHours }: PropertyMap): boolean {
  if (typeof validityEndTime !== "string" || typeof earlyRenewalHours !== "number") {
    return false;
  }
  return Date.now() >= Date.parse(validityEndTime) - earlyRenewalHours * hourMs;
}
