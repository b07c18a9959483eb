import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolvesName } from "../../sandbox/node/dns-query";

/** The question for the address of `a.bc`, after the two bytes that name its length. */
const asked = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 97, 2, 98, 99, 0, 0, 1, 0, 1];
/** A header's flags and counts of questions and answers. */
const answered = [0x81, 0x80, 0, 1, 0, 1];
const failed = [0x81, 0x82, 0, 1, 0, 0];
const empty = [0x81, 0x80, 0, 1, 0, 0];

const folder = mkdtempSync(join(tmpdir(), "openops-names-"));
const proxy = join(folder, "proxy.sock");
let server: Server | undefined;
let questions: number[][] = [];

/** Stands for a proxy with a name server behind it that answers with a header, or not at all. */
function serve(header: readonly number[] | undefined): Promise<void> {
  questions = [];
  server = createServer((connection) => {
    connection.once("data", () => {
      connection.write("HTTP/1.1 200 Connected\r\n\r\n");
      connection.once("data", (question: Buffer) => {
        questions.push([...question]);
        if (header !== undefined) {
          connection.write(Buffer.from([0, 12, 0, 0]));
          connection.write(Buffer.from([...header, 0, 0, 0, 0]));
        }
      });
    });
  });
  return new Promise((done) => server?.listen(proxy, done));
}

afterEach(() => server?.close());
afterAll(() => rmSync(folder, { recursive: true }));

const ask = () => resolvesName(proxy, "10.96.0.10", "a.bc");

test("a name is resolved when the server answers with an address, in as many parts as it likes", async () => {
  await serve(answered);
  expect(await ask()).toBe(true);
  expect(questions).toEqual([[0, asked.length, ...asked]]);
});

test.each([
  ["the server fails, as DNS does before it knows the cluster", failed],
  ["the name has no address", empty],
  ["no answer comes within a second", undefined],
])("a name is not resolved when %s", async (_, header) => {
  await serve(header);
  expect(await ask()).toBe(false);
});

test("a name is not resolved when nobody is there", async () => {
  expect(await ask()).toBe(false);
});
