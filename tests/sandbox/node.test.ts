import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { configArguments } from "../../sandbox/node/images/image-archive";
import { connectThrough, forward, serveProxy } from "../../sandbox/node/tunnel";
import { isReadySince } from "../../sandbox/node/real-node";

describe("a node that reports itself Ready", () => {
  const report = (lastHeartbeatTime: string | undefined, status = "True") =>
    JSON.stringify({ status: { conditions: [{ type: "Ready", status, lastHeartbeatTime }] } });
  const startedMs = Date.parse("2026-01-01T00:00:10Z");

  test("is ready when it did so after its start", () => {
    expect(isReadySince(report("2026-01-01T00:00:11Z"), startedMs)).toBe(true);
  });

  test.each([
    ["the report is of the node before it", report("2026-01-01T00:00:05Z")],
    ["it never reported", report(undefined)],
    ["it reports itself not Ready", report("2026-01-01T00:00:11Z", "False")],
    ["it has no status yet", '{"status":{}}'],
  ])("is not ready when %s", (_, body) => {
    expect(isReadySince(body, startedMs)).toBe(false);
  });
});

test("an image's configuration names only what it says", () => {
  const config = {
    entrypoint: ["nginx", "-g"],
    environment: { PATH: "/bin" },
    user: "101",
    stopSignal: "SIGQUIT",
  };
  expect(configArguments(config)).toEqual([
    ...["--config.entrypoint", "nginx", "--config.entrypoint", "-g"],
    ...["--config.env", "PATH=/bin", "--config.user", "101", "--config.stopsignal", "SIGQUIT"],
  ]);
});

describe("a way into another network", () => {
  let folder = "";
  let server: Server;
  let port = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "openops-tunnel-"));
    server = createServer((_, response) => response.end("reached"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const bound: AddressInfo | string | null = server.address();
    port = typeof bound === "object" && bound !== null ? bound.port : 0;
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const bodyOf = async (response: IncomingMessage): Promise<string> => {
    let body = "";
    for await (const chunk of response) {
      body += String(chunk);
    }
    return body;
  };

  /** What a server answers over a connection. */
  const ask = (connection: Duplex) =>
    new Promise<string>((done, failed) => {
      const options = { createConnection: () => connection, headers: { Connection: "close" } };
      request(options, (response) => done(bodyOf(response)))
        .once("error", failed)
        .end();
    });

  test("leads from a socket's file to a port, also where a killed process left the file", async () => {
    const path = join(folder, "forward.sock");
    writeFileSync(path, "");
    const tunnel = await forward({ path }, { host: "127.0.0.1", port });
    const body = await new Promise<string>((done, failed) => {
      request({ socketPath: path, headers: { Connection: "close" } }, (response) => done(bodyOf(response)))
        .once("error", failed)
        .end();
    });
    expect(body).toBe("reached");
    tunnel.close();
  });

  test("leads to whatever host and port is asked for", async () => {
    const path = join(folder, "proxy.sock");
    const tunnel = await serveProxy(path);
    expect(await ask(await connectThrough(path, { host: "127.0.0.1", port }))).toBe("reached");
    tunnel.close();
  });

  test("tells when nobody listens there", async () => {
    const path = join(folder, "refused.sock");
    const tunnel = await serveProxy(path);
    await expect(connectThrough(path, { host: "127.0.0.1", port: 1 })).rejects.toThrow(
      "127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1",
    );
    tunnel.close();
  });
});
