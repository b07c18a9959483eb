import { X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { newSerialNumber } from "../../sandbox/x509/certificate";
import { distinguishedName } from "../../sandbox/x509/name";

const authority = createAuthority("test-authority");
const root = new X509Certificate(authority.certificate);

test("an authority signs itself and may sign others", () => {
  expect(root.ca).toBe(true);
  expect(root.subject).toBe("CN=test-authority");
  expect(root.verify(root.publicKey)).toBe(true);
});

test("a client's certificate carries user and groups, and the authority's signature", () => {
  const pair = authority.issue({ commonName: "somebody", organisations: ["system:masters"] });
  const certificate = new X509Certificate(pair.certificate);
  expect(certificate.subject).toBe("O=system:masters\nCN=somebody");
  expect(certificate.ca).toBe(false);
  expect(certificate.checkIssued(root)).toBe(true);
  expect(certificate.verify(root.publicKey)).toBe(true);
  expect(certificate.subjectAltName).toBeUndefined();
});

test("a server's certificate names its hosts and addresses", () => {
  const { certificate } = authority.issue({ commonName: "server" }, ["127.0.0.1", "localhost"]);
  expect(new X509Certificate(certificate).subjectAltName).toBe("IP Address:127.0.0.1, DNS:localhost");
});

test("another authority's signature is not accepted", () => {
  const { certificate } = createAuthority("test-authority").issue({ commonName: "somebody" });
  expect(new X509Certificate(certificate).verify(root.publicKey)).toBe(false);
});

test("a certificate is valid from an hour ago for ten years", () => {
  const { validFrom, validTo } = root;
  const hours = (Date.parse(validTo) - Date.parse(validFrom)) / 3_600_000;
  expect(hours).toBe(3650 * 24 + 1);
  expect(Date.parse(validFrom)).toBeLessThan(Date.now());
});

test("moments are whole seconds, with two digits for the year until 2049 and four after it", () => {
  const validity = {
    notBefore: new Date("2049-12-31T23:59:59.999Z"),
    notAfter: new Date("2050-01-01T00:00:00.999Z"),
  };
  const { raw } = new X509Certificate(createAuthority("later", validity).certificate);
  const utcTime = Buffer.from("\x17\x0d491231235959Z");
  const generalizedTime = Buffer.from("\x18\x0f20500101000000Z");
  expect(raw.includes(Buffer.concat([utcTime, generalizedTime]))).toBe(true);
});

test("serial numbers are positive, in their shortest form, and differ", () => {
  const numbers = Array.from({ length: 1000 }, newSerialNumber);
  expect(new Set(numbers.map((number) => number.toString("hex"))).size).toBe(1000);
  expect(numbers.filter((number) => number.length !== 16 || number.readInt8(0) <= 0)).toEqual([]);
});

test("text of a name is UTF-8 only where it must be", () => {
  const encoded = (text: string): string =>
    Buffer.from(AsnConvert.serialize(distinguishedName([["commonName", text]]))).toString("hex");
  expect(encoded("Ada Ltd.")).toBe("30133111300f06035504031308416461204c74642e");
  expect(encoded("Z\u00fcrich")).toBe("30123110300e06035504030c075ac3bc72696368");
});
