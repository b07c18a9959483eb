import { certRequest } from "./cert-request";
import { locallySignedCert } from "./locally-signed-cert";
import { privateKey } from "./private-key";
import { selfSignedCert } from "./self-signed-cert";
import type { TlsKind } from "./tls-kind";

/** The types that the stand-in knows, by Pulumi type token. */
export const tlsKinds: ReadonlyMap<string, TlsKind> = new Map([
  ["tls:index/privateKey:PrivateKey", privateKey],
  ["tls:index/certRequest:CertRequest", certRequest],
  ["tls:index/selfSignedCert:SelfSignedCert", selfSignedCert],
  ["tls:index/locallySignedCert:LocallySignedCert", locallySignedCert],
]);
