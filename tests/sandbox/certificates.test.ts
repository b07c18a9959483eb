import { X509Certificate } from "node:crypto";
import { createAuthority } from "../../sandbox/control-plane/certificates";

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
