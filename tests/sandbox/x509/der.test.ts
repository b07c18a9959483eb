import { directoryString, integer, objectIdentifier, octetString, time } from "../../../sandbox/x509/der";
import { elementAt, elements } from "../../../sandbox/x509/der-reader";

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

test("numbers lose leading zeros but the one that keeps them positive", () => {
  expect(integer(Buffer.of(0, 0, 0x7f)).toString("hex")).toBe("02017f");
  expect(integer(Buffer.of(0, 0x80)).toString("hex")).toBe("02020080");
  expect(integer(Buffer.of(0)).toString("hex")).toBe("020100");
});

test.each([
  [0x7f, "047f"],
  [0x80, "048180"],
  [0x100, "04820100"],
  [0x10000, "0483010000"],
])("a length of %i takes as many bytes as it needs", (length, header) => {
  const encoded = octetString(Buffer.alloc(length));
  expect(encoded.subarray(0, header.length / 2).toString("hex")).toBe(header);
  expect(elements(encoded).map(({ content }) => content.length)).toEqual([length]);
});

test("text of a name is UTF-8 only where it must be", () => {
  expect(directoryString("Ada Ltd.").toString("hex")).toBe("1308416461204c74642e");
  expect(directoryString("Z\u00fcrich").toString("hex")).toBe("0c075ac3bc72696368");
});

test("bytes that end within a value are refused", () => {
  expect(() => elements(Buffer.of(0x04, 0x05, 0x00))).toThrow("a value is longer than what holds it");
  expect(() => elements(Buffer.of(0x04))).toThrow("a length is missing or too large");
  expect(() => elementAt(Buffer.of(0x05, 0x00), 1)).toThrow("value 2 is missing");
});
