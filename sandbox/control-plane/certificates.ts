import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";
import * as der from "./der";

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

/** A certificate authority that signs with a key that never leaves this process. */
export interface Authority {
  readonly certificate: string;
  readonly issue: (subject: Subject, hosts?: readonly string[]) => KeyPair;
}

const ecdsaWithSha256 = der.sequence(der.objectIdentifier("1.2.840.10045.4.3.2"));
const dayMs = 24 * 60 * 60 * 1000;
/** The cluster is thrown away long before; renewal would be code without a user. */
const validityDays = 3650;

function name(subject: Subject): Buffer {
  const attribute = (type: string, value: string): Buffer =>
    der.setOf(der.sequence(der.objectIdentifier(type), der.utf8String(value)));
  return der.sequence(
    ...(subject.organisations ?? []).map((organisation) => attribute("2.5.4.10", organisation)),
    attribute("2.5.4.3", subject.commonName),
  );
}

function extension(type: string, value: Buffer, critical: boolean): Buffer {
  const flag = critical ? [der.boolean(true)] : [];
  return der.sequence(der.objectIdentifier(type), ...flag, der.octetString(value));
}

function publicKeyDer(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

/** Any stable short text of the key serves as its identifier (RFC 5280, 4.2.1.2). */
function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash("sha256").update(publicKeyDer(publicKey)).digest().subarray(0, 20);
}

function alternativeNames(hosts: readonly string[]): Buffer {
  return der.sequence(
    ...hosts.map((host) =>
      isIPv4(host)
        ? der.implicit(7, Buffer.from(host.split(".").map(Number)))
        : der.implicit(2, Buffer.from(host, "ascii")),
    ),
  );
}

/** The extensions that say what a certificate is for: signing others, or both ends of a connection. */
function purpose(isAuthority: boolean, hosts: readonly string[]): readonly Buffer[] {
  if (isAuthority) {
    return [
      extension("2.5.29.19", der.sequence(der.boolean(true)), true),
      extension("2.5.29.15", der.bitString(Buffer.of(0b0000_0110), 1), true),
    ];
  }
  const serverAndClient = [
    der.objectIdentifier("1.3.6.1.5.5.7.3.1"),
    der.objectIdentifier("1.3.6.1.5.5.7.3.2"),
  ];
  return [
    extension("2.5.29.15", der.bitString(Buffer.of(0b1000_0000), 7), true),
    extension("2.5.29.37", der.sequence(...serverAndClient), false),
    ...(hosts.length === 0 ? [] : [extension("2.5.29.17", alternativeNames(hosts), false)]),
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
  readonly extensions: readonly Buffer[];
}

function signCertificate(request: Request, signing: Signing): string {
  const now = Date.now();
  // An hour back, for clocks that are set while the cluster runs.
  const validity = der.sequence(
    der.time(new Date(now - dayMs / 24)),
    der.time(new Date(now + validityDays * dayMs)),
  );
  const identifiers = [
    extension("2.5.29.14", der.octetString(keyIdentifier(request.publicKey)), false),
    extension("2.5.29.35", der.sequence(der.implicit(0, keyIdentifier(signing.issuerPublicKey))), false),
  ];
  const content = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))),
    der.integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    ecdsaWithSha256,
    name(signing.issuer),
    validity,
    name(request.subject),
    publicKeyDer(request.publicKey),
    der.explicit(3, der.sequence(...request.extensions, ...identifiers)),
  );
  const signature = sign("sha256", content, signing.issuerKey);
  return toPem(der.sequence(content, ecdsaWithSha256, der.bitString(signature)));
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** A new P-256 key pair. */
export function newKeys(): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}

/** A private key as PKCS#8 PEM. */
export function privatePem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** Makes a certificate authority with a key of its own; what it issues is valid for ten years. */
export function createAuthority(commonName: string): Authority {
  const issuer = { commonName };
  const keys = newKeys();
  const signing = { issuer, issuerKey: keys.privateKey, issuerPublicKey: keys.publicKey };
  const own = { subject: issuer, publicKey: keys.publicKey, extensions: purpose(true, []) };
  return {
    certificate: signCertificate(own, signing),
    issue: (subject, hosts = []) => {
      const { privateKey, publicKey } = newKeys();
      const request = { subject, publicKey, extensions: purpose(false, hosts) };
      return { certificate: signCertificate(request, signing), key: privatePem(privateKey) };
    },
  };
}
