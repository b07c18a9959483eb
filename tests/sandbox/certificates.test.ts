import { X509Certificate } from "node:crypto";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { integer, objectIdentifier, time } from "../../sandbox/control-plane/der";

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

test("numbers with a high first bit are kept positive", () => {
  expect(integer(Buffer.of(0x80)).toString("hex")).toBe("02020080");
  expect(integer(Buffer.of(0x7f)).toString("hex")).toBe("02017f");
});

test("object identifiers are packed in groups of seven bits", () => {
  expect(objectIdentifier("1.2.840.10045.4.3.2").toString("hex")).toBe("06082a8648ce3d040302");
});

test("times have two digits for the year until 2049 and four after it", () => {
  expect(time(new Date("2049-12-31T23:59:59Z")).subarray(2).toString()).toBe("491231235959Z");
  expect(time(new Date("2050-01-01T00:00:00Z")).subarray(2).toString()).toBe("20500101000000Z");
});
