import { createHash, createPrivateKey } from "node:crypto";

import { isSecret } from "../../../sandbox/plugins/protocol/property-value";
import { fromPem } from "../../../sandbox/x509/pem";
import { create, made, privateKey } from "./tls-resources";

/** The fields of an SSH message: each has its length before it. */
function sshFields(bytes: Buffer): readonly Buffer[] {
  if (bytes.length < 4) {
    return [];
  }
  const end = 4 + bytes.readUInt32BE(0);
  return [bytes.subarray(4, end), ...sshFields(bytes.subarray(end))];
}

test("an RSA key has 2048 bits and the traditional form", async () => {
  const key = await made(privateKey, { algorithm: "RSA" });
  expect(key("privateKeyPem")).toMatch(
    /^-----BEGIN RSA PRIVATE KEY-----\n[^]*\n-----END RSA PRIVATE KEY-----\n$/,
  );
  expect(createPrivateKey(key("privateKeyPem")).asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
});

test("all forms of a key are of one key", async () => {
  const key = await made(privateKey, { algorithm: "ECDSA", ecdsaCurve: "P384" });
  const pkcs8 = createPrivateKey(key("privateKeyPemPkcs8"));
  expect(key("privateKeyPemPkcs8")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(pkcs8.asymmetricKeyDetails).toEqual({ namedCurve: "secp384r1" });
  expect(createPrivateKey(key("privateKeyPem")).equals(pkcs8)).toBe(true);
});

test("the id is the SHA-1 of the public key", async () => {
  const { id, outputs } = await create(privateKey, { algorithm: "ED25519" });
  const { bytes = Buffer.of() } = fromPem(String(outputs.publicKeyPem)) ?? {};
  expect(id).toBe(createHash("sha1").update(bytes).digest("hex"));
});

test("the private forms are secret, the public ones are not", async () => {
  const { outputs } = await create(privateKey, { algorithm: "ED25519" });
  const hidden = Object.keys(outputs).filter((name) => isSecret(outputs[name]));
  expect(hidden).toEqual(["privateKeyPem", "privateKeyPemPkcs8", "privateKeyOpenssh"]);
  expect(Object.keys(outputs)).toEqual([
    "rsaBits",
    "ecdsaCurve",
    "algorithm",
    "privateKeyPem",
    "privateKeyPemPkcs8",
    "privateKeyOpenssh",
    "publicKeyPem",
    "publicKeyOpenssh",
    "publicKeyFingerprintMd5",
    "publicKeyFingerprintSha256",
  ]);
});

test("the defaults of all algorithms are outputs, whatever the algorithm", async () => {
  const { outputs } = await create(privateKey, { algorithm: "ED25519" });
  expect([outputs.rsaBits, outputs.ecdsaCurve]).toEqual([2048, "P224"]);
});

test("P-224 is the default curve and has no form for OpenSSH", async () => {
  const key = await made(privateKey, { algorithm: "ECDSA" });
  expect(createPrivateKey(key("privateKeyPem")).asymmetricKeyDetails).toEqual({ namedCurve: "secp224r1" });
  expect(
    ["privateKeyOpenssh", "publicKeyOpenssh", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256"].map(
      key,
    ),
  ).toEqual(["", "", "", ""]);
});

test.each([
  [{ algorithm: "RSA" }, "ssh-rsa", 3],
  [{ algorithm: "ECDSA", ecdsaCurve: "P256" }, "ecdsa-sha2-nistp256", 3],
  [{ algorithm: "ECDSA", ecdsaCurve: "P521" }, "ecdsa-sha2-nistp521", 3],
  [{ algorithm: "ED25519" }, "ssh-ed25519", 2],
] as const)("a key made with %j is written for OpenSSH as %s", async (inputs, type, fieldCount) => {
  const key = await made(privateKey, inputs);
  const [name, blob = ""] = key("publicKeyOpenssh").trimEnd().split(" ");
  const publicBlob = Buffer.from(blob, "base64");
  const fields = sshFields(publicBlob);
  expect([name, fields[0]?.toString(), fields.length]).toEqual([type, type, fieldCount]);
  expect(key("publicKeyFingerprintMd5")).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
  expect(key("publicKeyFingerprintSha256")).toBe(
    `SHA256:${createHash("sha256").update(publicBlob).digest("base64").replace(/=$/, "")}`,
  );
});

test("the private file for OpenSSH is not encrypted, holds the public key and is padded to 8 bytes", async () => {
  const key = await made(privateKey, { algorithm: "ED25519" });
  const { label, bytes = Buffer.of() } = fromPem(key("privateKeyOpenssh")) ?? {};
  const magic = Buffer.from("openssh-key-v1\0");
  const [cipher, derivation, options] = sshFields(bytes.subarray(magic.length));
  const keyCountBytes = 4;
  const header = magic.length + (4 + 4) + (4 + 4) + 4 + keyCountBytes;
  const [publicBlob, content = Buffer.of()] = sshFields(bytes.subarray(header));
  expect(label).toBe("OPENSSH PRIVATE KEY");
  expect([cipher, derivation, options].map(String)).toEqual(["none", "none", ""]);
  expect(publicBlob?.toString("base64")).toBe(key("publicKeyOpenssh").trimEnd().split(" ")[1]);
  expect(content.length % 8).toBe(0);
  expect(content.readUInt32BE(0)).toBe(content.readUInt32BE(4));
});

test("two keys differ", async () => {
  const [first, second] = await Promise.all(
    [1, 2].map(async () => (await made(privateKey, { algorithm: "ED25519" }))("privateKeyPem")),
  );
  expect(first).not.toBe(second);
});
