import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { send } from "../../../cli/smoke/person/entrance";
import { createAuthority } from "../../../sandbox/control-plane/certificates";

/** What comes of a request to a server, in words. */
async function outcomeAt(server: Server, scheme: string, timeoutMs = 5000): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const entrance = { base: `${scheme}://127.0.0.1:${port}`, from: "outside" };
  try {
    const { status, body } = await send(entrance, { path: "/", content: { password: "word" }, timeoutMs });
    return `answered ${status}: ${body}`;
  } catch (error) {
    return String(error).replaceAll(String(port), "PORT");
  } finally {
    server.close();
  }
}

test("a password is not sent to a gateway whose certificate nobody trusts", async () => {
  const asked: (string | undefined)[] = [];
  const { certificate: cert, key } = createAuthority("stranger").issue({ commonName: "localhost" }, [
    "localhost",
  ]);
  const server = createHttpsServer({ cert, key }, ({ url }, response) => {
    asked.push(url);
    response.end();
  });

  expect(await outcomeAt(server, "https")).toBe(
    "CommandError: unable to verify the first certificate; if the root CA is installed locally, try running Node.js with --use-system-ca",
  );
  expect(asked).toEqual([]);
});

const answers: readonly (readonly [what: string, answer: RequestListener, outcome: string])[] = [
  ["comes whole is handed on", (_, response) => response.end("good"), "answered 200: good"],
  [
    "begins and never ends is not waited for",
    (_, response) => void response.write("begun"),
    "CommandError: no answer within 0.1 s",
  ],
  [
    "breaks off is told as that",
    (request, response) => {
      response.write("begun", () => request.socket.destroy());
    },
    "CommandError: aborted",
  ],
];

test.each(answers)("an answer that %s", async (_what, answer, outcome) => {
  expect(await outcomeAt(createHttpServer(answer), "http", 100)).toBe(outcome);
});

test("a gateway that is not there is told with the reason", async () => {
  const { base, from } = { base: "http://127.0.0.1:1", from: "outside" };

  await expect(send({ base, from }, { path: "/" })).rejects.toThrow("connect ECONNREFUSED 127.0.0.1:1");
});
