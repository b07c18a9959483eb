import { createHash } from "node:crypto";
import { containsAny, generatedValues } from "../engine/secret-traces";

const password = "c0rrectH0rseBatteryStapleC0rrectH0rse1234";
const key = "0123456789abcdeffedcba9876543210";
const values = new Set([password, key]);

function hash(algorithm: string, value: string, encoding: "hex" | "base64" | "base64url"): string {
  return createHash(algorithm).update(value).digest(encoding);
}

test.each([
  ["as it is", password],
  ["within an address", `postgres://openops:${password}@postgres:5432/openops`],
  ["in base64", Buffer.from(password).toString("base64")],
  ["in base64 after one more byte", Buffer.from(`:${password}`).toString("base64")],
  ["in base64 after two more bytes", Buffer.from(`://${password}`.slice(1)).toString("base64")],
  ["in base64 encoded for an address", encodeURIComponent(Buffer.from(`${password}=`).toString("base64"))],
  ["in hexadecimal digits", Buffer.from(password).toString("hex")],
  ["in upper case digits", Buffer.from(password).toString("hex").toUpperCase()],
  ["as the bytes that its digits stand for, in base64", Buffer.from(key, "hex").toString("base64")],
  ["as those bytes in the alphabet for addresses", Buffer.from(key, "hex").toString("base64url")],
  ["as its SHA-256", hash("sha256", password, "hex")],
  ["as its SHA-256 in base64", hash("sha256", password, "base64url")],
  ["as its SHA-512", hash("sha512", password, "hex")],
  ["as its SHA-1", hash("sha1", password, "hex")],
  ["as its MD5", hash("md5", password, "hex")],
  ["as its MD5 in base64", hash("md5", password, "base64")],
])("a generated value is found %s", (_, text) => {
  expect(containsAny(`before ${text} after`, values)).toBe(true);
});

test("a text with another value has none", () => {
  expect(containsAny(password.toLowerCase(), values)).toBe(false);
});

test("generated values are passwords, keys and the lines of private keys but the first, and no certificate", () => {
  const line = (letter: string) => letter.repeat(64);
  const key = ["-----BEGIN PRIVATE KEY-----", line("a"), line("b"), "cc==", "-----END PRIVATE KEY-----"].join(
    "\n",
  );
  const certificate = key.replaceAll("PRIVATE KEY", "CERTIFICATE");
  const secrets = new Map([["it", { password, key, certificate, user: "openops" }]]);

  expect(generatedValues(secrets)).toEqual(new Set([password, line("b")]));
});
