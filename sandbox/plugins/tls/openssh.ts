import { type KeyObject, createHash, randomBytes } from "node:crypto";

import { toPem } from "../../x509/pem";

/** A key in the forms of OpenSSH; `fingerprint…` as `ssh-keygen -l` prints them. */
export type OpensshKey = {
  readonly privateKey: string;
  readonly publicKey: string;
  readonly fingerprintMd5: string;
  readonly fingerprintSha256: string;
};

type Parts = { readonly publicParts: readonly Buffer[]; readonly privateParts: readonly Buffer[] };

/** The curves that SSH knows (RFC 5656, 10.1), by OpenSSL's names. P-224 is none of them. */
const sshCurves: ReadonlyMap<string | undefined, string> = new Map([
  ["prime256v1", "nistp256"],
  ["secp384r1", "nistp384"],
  ["secp521r1", "nistp521"],
]);

/** Text or bytes with the length before them (RFC 4251, 5). */
function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const lengthBytes = Buffer.alloc(4);
  lengthBytes.writeUInt32BE(bytes.length);
  return Buffer.concat([lengthBytes, bytes]);
}

/** A whole number, not negative: without leading zeros but the one that keeps it positive. */
function number(bytes: Buffer): Buffer {
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return field((significant[0] ?? 0) < 0x80 ? significant : Buffer.concat([Buffer.of(0), significant]));
}

type Word = "d" | "x" | "y" | "n" | "e" | "qi" | "p" | "q";

/** The numbers of a key, by the names that JSON Web Keys give them (RFC 7518, 6). */
function wordsOf(key: KeyObject): (name: Word) => Buffer {
  const words = key.export({ format: "jwk" });
  return (name) => Buffer.from(String(words[name]), "base64url");
}

function ecdsaParts(key: KeyObject, curve: string): Parts {
  const word = wordsOf(key);
  const point = Buffer.concat([Buffer.of(4), word("x"), word("y")]);
  const publicParts = [field(`ecdsa-sha2-${curve}`), field(curve), field(point)];
  return { publicParts, privateParts: [...publicParts, number(word("d"))] };
}

function ed25519Parts(key: KeyObject): Parts {
  const word = wordsOf(key);
  const publicParts = [field("ssh-ed25519"), field(word("x"))];
  return { publicParts, privateParts: [...publicParts, field(Buffer.concat([word("d"), word("x")]))] };
}

function rsaParts(key: KeyObject): Parts {
  const word = wordsOf(key);
  const type = field("ssh-rsa");
  const inPrivateOrder = ["n", "e", "d", "qi", "p", "q"] as const;
  return {
    publicParts: [type, number(word("e")), number(word("n"))],
    privateParts: [type, ...inPrivateOrder.map((name) => number(word(name)))],
  };
}

/** Undefined for a curve that SSH does not know. */
function partsOf(key: KeyObject): Parts | undefined {
  switch (key.asymmetricKeyType) {
    case "rsa":
      return rsaParts(key);
    case "ed25519":
      return ed25519Parts(key);
    default: {
      const curve = sshCurves.get(key.asymmetricKeyDetails?.namedCurve);
      return curve === undefined ? undefined : ecdsaParts(key, curve);
    }
  }
}

/** The format of PROTOCOL.key in OpenSSH's sources, with neither password nor comment. */
function privateFile(publicBlob: Buffer, privateParts: readonly Buffer[]): string {
  const check = randomBytes(4);
  const comment = field("");
  const content = Buffer.concat([check, check, ...privateParts, comment]);
  const paddingBytes = (8 - (content.length % 8)) % 8;
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, paddingBytes));
  const keyCount = Buffer.of(0, 0, 0, 1);
  const bytes = Buffer.concat([
    Buffer.from("openssh-key-v1\0", "ascii"),
    field("none"),
    field("none"),
    field(""),
    keyCount,
    field(publicBlob),
    field(Buffer.concat([content, padding])),
  ]);
  return toPem({ label: "OPENSSH PRIVATE KEY", bytes });
}

/** Writes a private key for OpenSSH; all is empty for P-224, which SSH does not know. */
export function opensshKey(key: KeyObject): OpensshKey {
  const parts = partsOf(key);
  if (parts === undefined) {
    return { privateKey: "", publicKey: "", fingerprintMd5: "", fingerprintSha256: "" };
  }
  const [type = Buffer.of()] = parts.publicParts;
  const lengthBytes = 4;
  const blob = Buffer.concat(parts.publicParts);
  const hash = (name: string): Buffer => createHash(name).update(blob).digest();
  return {
    privateKey: privateFile(blob, parts.privateParts),
    publicKey: `${type.subarray(lengthBytes).toString()} ${blob.toString("base64")}\n`,
    fingerprintMd5: hash("md5")
      .toString("hex")
      .replace(/..(?!$)/g, "$&:"),
    fingerprintSha256: `SHA256:${hash("sha256").toString("base64").replace(/=+$/, "")}`,
  };
}
