import { X509Certificate } from "node:crypto";
import { resolve } from "node:path";

import { type CustomResourceOptions, secret } from "@pulumi/pulumi";
import { CertRequest, LocallySignedCert, PrivateKey, SelfSignedCert } from "@pulumi/tls";

import { ensureTools } from "../../sandbox";
import { type Rehearsal, rehearse } from "./rehearsal";

const root = resolve(__dirname, "../..");

type Wishes = { readonly dnsNames: readonly string[]; readonly earlyRenewalHours?: number };

const validityPeriodHours = 24;

/** An authority and a server's certificate, as a stack with TLS to its stores has them. */
function certificates({ dnsNames, earlyRenewalHours = 0 }: Wishes) {
  return async () => {
    const elliptic = { algorithm: "ECDSA", ecdsaCurve: "P256" };
    const authorityKey = new PrivateKey("authority", elliptic);
    const authority = new SelfSignedCert("authority", {
      privateKeyPem: authorityKey.privateKeyPem,
      subject: { commonName: "authority" },
      isCaCertificate: true,
      validityPeriodHours,
      allowedUses: ["cert_signing"],
    });
    const key = new PrivateKey("server", elliptic);
    const request = new CertRequest("server", {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: "server" },
      dnsNames: [...dnsNames],
    });
    const certificate = new LocallySignedCert("server", {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: authorityKey.privateKeyPem,
      caCertPem: authority.certPem,
      validityPeriodHours,
      earlyRenewalHours,
      allowedUses: ["server_auth"],
    });
    return {
      authority: authority.certPem,
      certificate: certificate.certPem,
      keys: secret([authorityKey.privateKeyPem, key.privateKeyPem, key.privateKeyOpenssh]),
    };
  };
}

function keyWith(options: CustomResourceOptions) {
  return async () => {
    new PrivateKey("key", { algorithm: "ED25519" }, options);
  };
}

let pulumi: string;
let stack: Rehearsal;
let importing: Rehearsal;

beforeAll(async () => {
  ({ pulumi } = await ensureTools({ root, report: () => undefined }));
  stack = await rehearse({ root, pulumi, name: "certificates" });
  importing = await rehearse({ root, pulumi, name: "imported" });
});

afterAll(() => [stack, importing].forEach((rehearsal) => rehearsal.remove()));

test("a chain of certificates is previewed before any of it exists", async () => {
  const { changes } = await stack.preview(certificates({ dnsNames: ["a.example"] }));
  expect(changes).toEqual({ create: 6 });
});

test("the authority's certificate verifies the server's", async () => {
  const { changes, outputs } = await stack.up(certificates({ dnsNames: ["a.example"] }));
  const [authority, server] = [outputs.authority, outputs.certificate].map(
    (pem) => new X509Certificate(String(pem)),
  );
  expect(changes).toEqual({ create: 6 });
  expect(authority && server?.checkIssued(authority)).toBe(true);
  expect(authority && server?.verify(authority.publicKey)).toBe(true);
  expect(server?.checkHost("a.example")).toBe("a.example");
});

test("a second update leaves all as it is, and no private key is in clear in the state", async () => {
  const { changes, outputs } = await stack.up(certificates({ dnsNames: ["a.example"] }));
  expect(changes).toEqual({ same: 6 });
  const keys = Array.isArray(outputs.keys) ? outputs.keys.map(String) : [];
  const secondLines = keys.map((pem) => pem.split("\n")[1] ?? "");
  expect(secondLines.map((line) => line.length > 40)).toEqual([true, true, true]);
  expect(secondLines.filter((line) => stack.state().includes(line))).toEqual([]);
  expect(stack.state()).not.toContain("PRIVATE KEY");
  expect(stack.state()).toContain("BEGIN CERTIFICATE REQUEST");
});

test("other DNS names replace the request and the certificate alone", async () => {
  const { changes, outputs } = await stack.up(certificates({ dnsNames: ["b.example"] }));
  expect(changes).toEqual({ same: 4, replace: 2 });
  expect(new X509Certificate(String(outputs.certificate)).subjectAltName).toBe("DNS:b.example");
});

test("a certificate within its early renewal hours is replaced, at each update", async () => {
  const due = { dnsNames: ["b.example"], earlyRenewalHours: validityPeriodHours };
  expect((await stack.up(certificates(due))).changes).toEqual({ same: 5, replace: 1 });
  expect((await stack.up(certificates(due))).changes).toEqual({ same: 5, replace: 1 });
});

test("fewer early renewal hours keep the certificate, also after a refresh", async () => {
  await stack.refresh();
  const { changes } = await stack.up(certificates({ dnsNames: ["b.example"] }));
  expect(changes).toEqual({ same: 5, update: 1 });
  await stack.refresh();
  expect((await stack.up(certificates({ dnsNames: ["b.example"] }))).changes).toEqual({ same: 6 });
});

test("nothing stays when destroyed", async () => {
  expect((await stack.destroy()).changes).toEqual({ delete: 6 });
});

test("an import is refused with the way out", async () => {
  await expect(importing.up(keyWith({ import: "1" }))).rejects.toThrow("Remove the import option");
});
