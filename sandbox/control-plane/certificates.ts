import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";

import { type Extension, GeneralName, KeyUsageFlags, type Name } from "@peculiar/asn1-x509";

import { keyIdentifier, newSerialNumber, signCertificate } from "../x509/certificate";
import * as extensions from "../x509/extensions";
import { distinguishedName, type NameAttribute } from "../x509/name";

/** Who a certificate speaks for: Kubernetes reads the user from the common name, its groups from the organisations. */
export interface Subject {
  readonly commonName: string;
  readonly organisations?: readonly string[];
}

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** When a certificate is valid. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate authority that signs with a key that never leaves this process. */
export interface Authority {
  readonly certificate: string;
  readonly issue: (subject: Subject, hosts?: readonly string[], validity?: Validity) => KeyPair;
}

const dayMs = 24 * 60 * 60 * 1000;
/** The cluster is thrown away long before; renewal would be code without a user. */
const validityDays = 3650;

function name({ organisations = [], commonName }: Subject): Name {
  const groups = organisations.map((organisation): NameAttribute => ["organization", organisation]);
  return distinguishedName([...groups, ["commonName", commonName]]);
}

function generalName(host: string): GeneralName {
  return new GeneralName(isIPv4(host) ? { iPAddress: host } : { dNSName: host });
}

const authorityPurpose = [
  extensions.basicConstraints({ isAuthority: true }),
  extensions.keyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign),
];

/** Both ends of a connection, because one certificate serves for all servers and etcd's peers. */
function connectionPurpose(hosts: readonly string[]): readonly Extension[] {
  const serverAndClient = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
  return [
    extensions.keyUsage(KeyUsageFlags.digitalSignature),
    extensions.extendedKeyUsage(serverAndClient),
    ...(hosts.length === 0 ? [] : [extensions.alternativeNames(hosts.map(generalName))]),
  ];
}

interface Signing {
  readonly issuer: Subject;
  readonly issuerKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
}

interface Request {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Extension[];
  readonly validity?: Validity | undefined;
}

/** Ten years, and an hour back for clocks that are set while the cluster runs. */
function usualValidity(): Validity {
  const now = Date.now();
  return { notBefore: new Date(now - dayMs / 24), notAfter: new Date(now + validityDays * dayMs) };
}

function signRequest(request: Request, signing: Signing): string {
  const content = {
    serialNumber: newSerialNumber(),
    subject: name(request.subject),
    publicKey: request.publicKey,
    ...(request.validity ?? usualValidity()),
    extensions: [
      ...request.extensions,
      extensions.subjectKeyIdentifier(keyIdentifier(request.publicKey)),
      extensions.authorityKeyIdentifier(keyIdentifier(signing.issuerPublicKey)),
    ],
  };
  return signCertificate(content, { name: name(signing.issuer), key: signing.issuerKey });
}

/** A new P-256 key pair. */
export function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** A private key as PKCS#8 PEM. */
export function privatePem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Makes a certificate authority with a key of its own; it and what it issues are usually valid for ten years. */
export function createAuthority(commonName: string, validity?: Validity): Authority {
  const issuer = { commonName };
  const keys = newKeys();
  const signing = { issuer, issuerKey: keys.privateKey, issuerPublicKey: keys.publicKey };
  const own = { subject: issuer, publicKey: keys.publicKey, extensions: authorityPurpose, validity };
  return {
    certificate: signRequest(own, signing),
    issue: (subject, hosts = [], validity = undefined) => {
      const { privateKey, publicKey } = newKeys();
      const request = { subject, publicKey, extensions: connectionPurpose(hosts), validity };
      return { certificate: signRequest(request, signing), key: privatePem(privateKey) };
    },
  };
}
