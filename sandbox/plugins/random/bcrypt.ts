import { randomBytes } from "node:crypto";

import { piFractionWords } from "./pi-digits";

const rounds = 16;
const subkeyCount = rounds + 2;
const boxSize = 256;
const saltBytes = 16;
const maximumPasswordBytes = 72;
/**
 * Two to this power expansions: the least that bcrypt allows. The official plugin uses 10, which takes
 * JavaScript half a second for each password, and nobody signs in with a rehearsal's hash.
 */
const defaultCost = 4;

/** bcrypt's own base64: another alphabet, no padding. */
const alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** "OrpheanBeholderScryDoubt" in 32-bit words, the text that bcrypt encrypts. */
const magic = Buffer.from("OrpheanBeholderScryDoubt", "latin1");

let initialWords: Int32Array | undefined;

/** Blowfish's state: 18 subkeys, then four substitution boxes. */
type State = { readonly subkeys: Int32Array; readonly boxes: Int32Array };

function initialState(): State {
  initialWords ??= piFractionWords(subkeyCount + 4 * boxSize);
  return { subkeys: initialWords.slice(0, subkeyCount), boxes: initialWords.slice(subkeyCount) };
}

function mixed(boxes: Int32Array, half: number): number {
  const first = (boxes[half >>> 24] ?? 0) + (boxes[boxSize + ((half >>> 16) & 255)] ?? 0);
  const third = boxes[2 * boxSize + ((half >>> 8) & 255)] ?? 0;
  return ((first ^ third) + (boxes[3 * boxSize + (half & 255)] ?? 0)) | 0;
}

/** Encrypts the pair of words at an offset in place. */
function encrypt({ subkeys, boxes }: State, words: Int32Array, offset: number): void {
  let left = words[offset] ?? 0;
  let right = words[offset + 1] ?? 0;
  for (let round = 0; round < rounds; round += 2) {
    left ^= subkeys[round] ?? 0;
    right ^= mixed(boxes, left);
    right ^= subkeys[round + 1] ?? 0;
    left ^= mixed(boxes, right);
  }
  words[offset] = right ^ (subkeys[rounds + 1] ?? 0);
  words[offset + 1] = left ^ (subkeys[rounds] ?? 0);
}

/** The bytes read as an endless series of big-endian words. */
function cycledWords(bytes: Uint8Array, count: number): Int32Array {
  const words = new Int32Array(count);
  for (let index = 0; index < count * 4; index += 1) {
    const word = index >> 2;
    words[word] = ((words[word] ?? 0) << 8) | (bytes[index % bytes.length] ?? 0);
  }
  return words;
}

const noSalt = new Int32Array(saltBytes / 4);

function expandKey(state: State, key: Int32Array, salt: Int32Array): void {
  for (let index = 0; index < subkeyCount; index += 1) {
    state.subkeys[index] = (state.subkeys[index] ?? 0) ^ (key[index] ?? 0);
  }
  const pair = new Int32Array(2);
  let position = 0;
  for (const words of [state.subkeys, state.boxes]) {
    for (let index = 0; index < words.length; index += 2) {
      pair[0] = (pair[0] ?? 0) ^ (salt[position % salt.length] ?? 0);
      pair[1] = (pair[1] ?? 0) ^ (salt[(position + 1) % salt.length] ?? 0);
      position += 2;
      encrypt(state, pair, 0);
      words.set(pair, index);
    }
  }
}

function encode(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,6}/g) ?? [];
  return groups.map((group) => alphabet.charAt(parseInt(group.padEnd(6, "0"), 2))).join("");
}

export type BcryptOptions = { readonly salt: Uint8Array; readonly cost: number };

/**
 * The bcrypt hash of a password, as Superset and htpasswd files read it.
 *
 * @param options salt of 16 bytes and cost; random and 4 by default. Only the first 72 bytes of a password count.
 */
export function bcryptHash(
  password: string,
  options: BcryptOptions = { salt: randomBytes(saltBytes), cost: defaultCost },
): string {
  const bytes = Buffer.from(`${password}\0`, "utf8").subarray(0, maximumPasswordBytes);
  const key = cycledWords(bytes, subkeyCount);
  const saltKey = cycledWords(options.salt, subkeyCount);
  const state = initialState();
  expandKey(state, key, cycledWords(options.salt, saltBytes / 4));
  for (let expansion = 0; expansion < 2 ** options.cost; expansion += 1) {
    expandKey(state, key, noSalt);
    expandKey(state, saltKey, noSalt);
  }
  const words = cycledWords(magic, magic.length / 4);
  for (let repeat = 0; repeat < 64; repeat += 1) {
    for (let offset = 0; offset < words.length; offset += 2) {
      encrypt(state, words, offset);
    }
  }
  const hash = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => hash.writeInt32BE(word, index * 4));
  // The last byte is left out, a slip of the original that every implementation keeps.
  const digest = encode(hash.subarray(0, hash.length - 1));
  return `$2a$${String(options.cost).padStart(2, "0")}$${encode(options.salt)}${digest}`;
}
