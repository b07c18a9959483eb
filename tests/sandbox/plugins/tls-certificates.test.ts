import { X509Certificate, createHash, createPrivateKey } from "node:crypto";

import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate } from "@peculiar/asn1-x509";

import type { PropertyMap } from "../../../sandbox/plugins/protocol/property-value";
import { fromPem } from "../../../sandbox/x509/pem";
import {
  certRequest,
  create,
  locallySignedCert,
  made,
  newAuthority,
  newKey,
  newServer,
  selfSignedCert,
} from "./tls-resources";

const types = {
  subjectKey: "2.5.29.14",
  keyUsage: "2.5.29.15",
  names: "2.5.29.17",
  constraints: "2.5.29.19",
  authorityKey: "2.5.29.35",
  purposes: "2.5.29.37",
};

/** The value of an extension in hexadecimal digits, as the certificate holds it. */
function extension(pem: string, type: string): string | undefined {
  const { extensions = [] } = AsnConvert.parse(new X509Certificate(pem).raw, Certificate).tbsCertificate;
  const value = extensions.find(({ extnID }) => extnID === type)?.extnValue.buffer;
  return value === undefined ? undefined : Buffer.from(value).toString("hex");
}

async function selfSigned(inputs: PropertyMap): Promise<string> {
  const certificate = await made(selfSignedCert, {
    privateKeyPem: await newKey(),
    validityPeriodHours: 1,
    allowedUses: [],
    ...inputs,
  });
  return certificate("certPem");
}

test("an authority is one, may sign, and identifies its key", async () => {
  const { certificate } = await newAuthority();
  const authority = new X509Certificate(certificate);
  expect(authority.ca).toBe(true);
  expect(authority.subject).toBe("O=OpenOps\nCN=test authority");
  expect(authority.issuer).toBe(authority.subject);
  expect(authority.verify(authority.publicKey)).toBe(true);
  expect(extension(certificate, types.constraints)).toBe("30030101ff");
  expect(extension(certificate, types.keyUsage)).toBe("03020106");
  const { x = "", y = "" } = authority.publicKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  const keyId = createHash("sha1").update(point).digest("hex");
  expect(extension(certificate, types.subjectKey)).toBe(`0414${keyId}`);
  expect(extension(certificate, types.authorityKey)).toBeUndefined();
});

test("a server's certificate names its issuer, its hosts, its purpose and its issuer's key", async () => {
  const authority = await newAuthority();
  const { certificate, key } = await newServer(authority);
  const [issuer, server] = [new X509Certificate(authority.certificate), new X509Certificate(certificate)];
  expect(server.ca).toBe(false);
  expect(server.subject).toBe("CN=db.example");
  expect(server.checkIssued(issuer)).toBe(true);
  expect(server.verify(issuer.publicKey)).toBe(true);
  expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(server.subjectAltName).toBe("DNS:db.example, DNS:*.db.example");
  expect(server.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(extension(certificate, types.constraints)).toBe("3000");
  expect(extension(certificate, types.keyUsage)).toBe("030205a0");
  expect(extension(certificate, types.authorityKey)).toBe(
    `30168014${(extension(authority.certificate, types.subjectKey) ?? "").slice(4)}`,
  );
  expect(extension(certificate, types.subjectKey)).toBeUndefined();
});

test("a server's certificate identifies its own key on request", async () => {
  const { certificate } = await newServer(await newAuthority(), { certificate: { setSubjectKeyId: true } });
  expect(extension(certificate, types.subjectKey)).toMatch(/^0414[0-9a-f]{40}$/);
});

test("an authority may limit how many follow it, also to none", async () => {
  const limits = await Promise.all(
    [0, 1, 300].map(async (maxPathLength) =>
      extension((await newAuthority({ maxPathLength })).certificate, types.constraints),
    ),
  );
  expect(limits).toEqual(["30060101ff020100", "30060101ff020101", "30070101ff0202012c"]);
});

test("a limit is ignored where there is no authority", async () => {
  expect(extension(await selfSigned({ maxPathLength: 1 }), types.constraints)).toBe("3000");
});

test("a self-signed certificate names DNS names, addresses of both kinds and URIs", async () => {
  const certificate = await selfSigned({
    dnsNames: ["a.example"],
    ipAddresses: ["10.0.0.1", "2001:db8::1", "::1"],
    uris: ["spiffe://example/app"],
  });
  expect(new X509Certificate(certificate).subjectAltName).toBe(
    "DNS:a.example, IP Address:10.0.0.1, IP Address:2001:DB8:0:0:0:0:0:1, IP Address:0:0:0:0:0:0:0:1, " +
      "URI:spiffe://example/app",
  );
});

test("a self-signed certificate names its own key as its issuer's on request", async () => {
  const certificate = await selfSigned({ setSubjectKeyId: true, setAuthorityKeyId: true });
  expect(extension(certificate, types.authorityKey)?.slice(8)).toBe(
    extension(certificate, types.subjectKey)?.slice(4),
  );
});

test("a self-signed certificate cannot name a key that it does not identify", async () => {
  await expect(selfSigned({ setAuthorityKeyId: true })).rejects.toThrow(
    "Set setSubjectKeyId or isCaCertificate to true.",
  );
});

test("an authority without a name is refused", async () => {
  await expect(newAuthority({ subject: {} })).rejects.toThrow("Set at least subject.commonName.");
});

test("a subject holds all attributes, in the order of the official plugin", async () => {
  const certificate = await selfSigned({
    subject: {
      emailAddress: "ops@example.com",
      serialNumber: "7",
      commonName: "example",
      postalCode: "8000",
      streetAddresses: ["1 Main Street", "Door 2"],
      province: "ZH",
      locality: "Z\u00fcrich",
      organizationalUnit: "Operations",
      organization: "OpenOps",
      country: "CH",
    },
  });
  expect(new X509Certificate(certificate).subject.split("\n")).toEqual([
    "C=CH",
    "O=OpenOps",
    "OU=Operations",
    "L=Z\u00fcrich",
    "ST=ZH",
    "street=1 Main Street",
    "street=Door 2",
    "postalCode=8000",
    "CN=example",
    "serialNumber=7",
    "emailAddress=ops@example.com",
  ]);
});

test("a certificate without uses and names says nothing of them", async () => {
  const certificate = await selfSigned({});
  expect(new X509Certificate(certificate).subject).toBe("");
  expect([types.keyUsage, types.purposes, types.names].map((type) => extension(certificate, type))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("the last of the nine key uses takes a second byte", async () => {
  const certificate = await selfSigned({ allowedUses: ["decipher_only", "key_agreement"] });
  expect(extension(certificate, types.keyUsage)).toBe("0303070880");
});

test("the id is the serial number, and the outputs say how long the certificate is valid", async () => {
  const { id, outputs } = await create(selfSignedCert, {
    privateKeyPem: await newKey(),
    validityPeriodHours: 48,
    allowedUses: ["server_auth"],
  });
  const certificate = new X509Certificate(String(outputs.certPem));
  const wholeSecond = (name: string): number => Math.floor(Date.parse(String(outputs[name])) / 1000) * 1000;
  expect(BigInt(`0x${certificate.serialNumber}`).toString()).toBe(id);
  expect(Date.parse(certificate.validFrom)).toBe(wholeSecond("validityStartTime"));
  expect(Date.parse(certificate.validTo)).toBe(wholeSecond("validityEndTime"));
  expect(Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)).toBe(48 * 3_600_000);
  expect([outputs.keyAlgorithm, outputs.readyForRenewal, outputs.earlyRenewalHours]).toEqual([
    "ECDSA",
    false,
    0,
  ]);
});

test.each([
  [{ algorithm: "RSA" }, "RSA", "300d06092a864886f70d01010b0500"],
  [{ algorithm: "ECDSA" }, "ECDSA", "300a06082a8648ce3d040302"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P384" }, "ECDSA", "300a06082a8648ce3d040303"],
  [{ algorithm: "ECDSA", ecdsaCurve: "P521" }, "ECDSA", "300a06082a8648ce3d040304"],
  [{ algorithm: "ED25519" }, "ED25519", "300506032b6570"],
])("a key made with %j signs requests and certificates", async (inputs, keyAlgorithm, signatureAlgorithm) => {
  const key = await newKey(inputs);
  const request = await made(certRequest, { privateKeyPem: key, dnsNames: ["a.example"] });
  const authority = await made(selfSignedCert, {
    privateKeyPem: key,
    subject: { commonName: "authority" },
    validityPeriodHours: 1,
    isCaCertificate: true,
    allowedUses: ["cert_signing"],
  });
  const issued = await made(locallySignedCert, {
    certRequestPem: request("certRequestPem"),
    caPrivateKeyPem: key,
    caCertPem: authority("certPem"),
    validityPeriodHours: 1,
    allowedUses: ["server_auth"],
  });
  const certificate = new X509Certificate(issued("certPem"));
  const { signatureAlgorithm: identifier } = AsnConvert.parse(certificate.raw, Certificate);
  expect(certificate.verify(new X509Certificate(authority("certPem")).publicKey)).toBe(true);
  expect(Buffer.from(AsnConvert.serialize(identifier)).toString("hex")).toBe(signatureAlgorithm);
  expect([request("keyAlgorithm"), authority("keyAlgorithm"), issued("caKeyAlgorithm")]).toEqual([
    keyAlgorithm,
    keyAlgorithm,
    keyAlgorithm,
  ]);
});

test("the id of a request is its SHA-1", async () => {
  const { id, outputs } = await create(certRequest, { privateKeyPem: await newKey() });
  const { bytes = Buffer.of() } = fromPem(String(outputs.certRequestPem)) ?? {};
  expect(id).toBe(createHash("sha1").update(bytes).digest("hex"));
});

describe("PEM that does not fit", () => {
  const damaged = "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";

  test("in place of a private key is refused by its type", async () => {
    const { certificate } = await newAuthority();
    await expect(create(certRequest, { privateKeyPem: certificate })).rejects.toThrow(
      'privateKeyPem: expected PEM of type "RSA PRIVATE KEY" or "EC PRIVATE KEY" or "PRIVATE KEY", got "CERTIFICATE"',
    );
  });

  test("because it is none is refused without repeating it", async () => {
    await expect(create(certRequest, { privateKeyPem: "hunter2" })).rejects.toThrow(
      /^privateKeyPem: expected PEM of type [^:]*, got text that is not PEM\. Pass such a text\.$/,
    );
  });

  test("because it is damaged is refused without repeating it", async () => {
    await expect(create(certRequest, { privateKeyPem: damaged })).rejects.toThrow(
      /^privateKeyPem: the private key cannot be read: it is damaged or encrypted\. Pass it whole and unencrypted\.$/,
    );
  });

  test("in place of a request is refused", async () => {
    const authority = await newAuthority();
    const inputs = { caPrivateKeyPem: authority.key, caCertPem: authority.certificate };
    const request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
    const cutShort = request.replace("MAA=", "BAUA");
    for (const certRequestPem of [request, cutShort]) {
      await expect(create(locallySignedCert, { ...inputs, certRequestPem })).rejects.toThrow(
        "certRequestPem: the PEM does not hold a readable certificate request.",
      );
    }
    await expect(create(locallySignedCert, { ...inputs, certRequestPem: damaged })).rejects.toThrow(
      'certRequestPem: expected PEM of type "CERTIFICATE REQUEST", got "EC PRIVATE KEY"',
    );
  });

  test("of two authorities is refused", async () => {
    const [one, other] = [await newAuthority(), await newAuthority()];
    await expect(newServer({ certificate: one.certificate, key: other.key })).rejects.toThrow(
      "caPrivateKeyPem: this is not the key of the certificate in caCertPem.",
    );
  });
});
