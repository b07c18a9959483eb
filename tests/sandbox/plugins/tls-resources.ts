import { EngineLog } from "../../../sandbox/plugins/protocol/engine-log";
import { type PropertyMap, revealMap } from "../../../sandbox/plugins/protocol/property-value";
import { TlsPlugin } from "../../../sandbox/plugins/tls/tls-plugin";

export const plugin = new TlsPlugin(new EngineLog(undefined));

export const privateKey = "tls:index/privateKey:PrivateKey";
export const certRequest = "tls:index/certRequest:CertRequest";
export const selfSignedCert = "tls:index/selfSignedCert:SelfSignedCert";
export const locallySignedCert = "tls:index/locallySignedCert:LocallySignedCert";

export function identity(type: string) {
  return { urn: `urn:pulumi:dev::test::${type}::it`, type, name: "it" };
}

export function create(type: string, inputs: PropertyMap, preview = false) {
  return plugin.create({ ...identity(type), inputs, preview, timeoutSeconds: 0 });
}

/** The outputs of a new resource as plain texts. */
export async function made(type: string, inputs: PropertyMap): Promise<(name: string) => string> {
  const outputs = revealMap((await create(type, inputs)).outputs);
  return (name) => String(outputs[name]);
}

export type Pair = { readonly certificate: string; readonly key: string };

export async function newKey(
  inputs: PropertyMap = { algorithm: "ECDSA", ecdsaCurve: "P256" },
): Promise<string> {
  return (await made(privateKey, inputs))("privateKeyPem");
}

export async function newAuthority(changes: PropertyMap = {}): Promise<Pair> {
  const key = await newKey();
  const certificate = await made(selfSignedCert, {
    privateKeyPem: key,
    subject: { commonName: "test authority", organization: "OpenOps" },
    validityPeriodHours: 24,
    isCaCertificate: true,
    allowedUses: ["cert_signing", "crl_signing"],
    ...changes,
  });
  return { certificate: certificate("certPem"), key };
}

export type Asked = {
  readonly request?: PropertyMap;
  readonly certificate?: PropertyMap;
  readonly key?: PropertyMap;
};

/** A server's certificate for `db.example` and `*.db.example`, unless asked otherwise. */
export async function newServer(authority: Pair, asked: Asked = {}): Promise<Pair> {
  const key = await newKey(asked.key);
  const request = await made(certRequest, {
    privateKeyPem: key,
    subject: { commonName: "db.example" },
    dnsNames: ["db.example", "*.db.example"],
    ...asked.request,
  });
  const certificate = await made(locallySignedCert, {
    certRequestPem: request("certRequestPem"),
    caPrivateKeyPem: authority.key,
    caCertPem: authority.certificate,
    validityPeriodHours: 24,
    allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
    ...asked.certificate,
  });
  return { certificate: certificate("certPem"), key };
}
