import type { ServerResponse } from "node:http";
import type { Container } from "./container";
import { announce, echo, get, open, startGateway, startUpstreams, valuesOf, type Upstreams } from "./gateway";
import { eventually } from "./machine";

const mebibyte = 1024 * 1024;

let upstreams: Upstreams;
let gateway: Container;

beforeAll(async () => {
  upstreams = await startUpstreams();
  gateway = await startGateway();
});

afterAll(async () => {
  await gateway.remove();
  await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
});

/** The request an upstream saw last. */
function last(name: keyof Upstreams) {
  return upstreams[name].seen.at(-1);
}

describe("nginx' configuration", () => {
  test("is accepted without a warning", async () => {
    const path = "/etc/openops/gateway/nginx.conf";
    const { status, output, errors } = await gateway.exec(["nginx", "-t", "-c", path]);

    expect({ status, output, lines: errors.trim().split("\n") }).toEqual({
      status: 0,
      output: "",
      lines: [
        `nginx: the configuration file ${path} syntax is ok`,
        `nginx: configuration file ${path} test is successful`,
      ],
    });
  });

  test("runs as an unprivileged user without capabilities that can write below /tmp alone", async () => {
    const { output } = await gateway.exec(["cat", "/proc/1/status"]);
    const attempts = ["/etc/openops/gateway/x", "/var/log/nginx/x", "/run/x", "/tmp/x"].map((path) =>
      gateway.exec(["touch", path]),
    );

    expect(output).toMatch(/^Uid:\t101\t101\t101\t101$/m);
    expect(output).toMatch(/^CapEff:\t0+$/m);
    expect(output).toMatch(/^CapBnd:\t0+$/m);
    expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([1, 1, 1, 0]);
  });
});

describe("a request for", () => {
  test.each([
    ["/", "openops-app", "/"],
    ["/flows/1?view=runs", "openops-app", "/flows/1?view=runs"],
    ["/api/v1/flows", "openops-app", "/api/v1/flows"],
    ["/api/v1/webhooks/abc/sync?a=1", "openops-app", "/api/v1/webhooks/abc/sync?a=1"],
    ["/openops-tables/api/rows", "openops-tables", "/openops-tables/api/rows"],
    ["/openops-analytics/superset/welcome/", "openops-analytics", "/openops-analytics/superset/welcome/"],
  ] as const)("%s reaches %s as %s", async (path, upstream, url) => {
    const { status, body } = await get(path);

    expect([status, body]).toEqual([200, upstream]);
    expect(last(upstream)?.url).toBe(url);
  });

  test.each([
    ["/api/socket.io/?EIO=4", "openops-app", "/socket.io/?EIO=4"],
    ["/openops-tables/ws/core/?jwt=x", "openops-tables", "/openops-tables/ws/core/?jwt=x"],
  ] as const)("the WebSocket %s reaches %s as %s", async (path, upstream, url) => {
    expect(await echo(path, "hello")).toBe("hello");
    expect(last(upstream)).toMatchObject({ url, headers: { connection: "upgrade", upgrade: "websocket" } });
  });
});

describe("a service behind the gateway", () => {
  test("learns the client's host, address and scheme", async () => {
    await get("/", { from: "127.0.0.9", headers: { Host: "openops.example.com:8443" } });

    expect(last("openops-app")?.headers).toMatchObject({
      host: "openops.example.com:8443",
      "x-real-ip": "127.0.0.9",
      "x-forwarded-for": "127.0.0.9",
      "x-forwarded-proto": "http",
    });
  });

  test("learns the scheme and the addresses that a load balancer names", async () => {
    await get("/", { headers: { "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7" } });

    expect(last("openops-app")?.headers).toMatchObject({
      "x-forwarded-proto": "https",
      "x-forwarded-for": "203.0.113.7, 127.0.0.1",
    });
  });

  test("is not told of a scheme that is none", async () => {
    await get("/", { headers: { "X-Forwarded-Proto": "javascript" } });

    expect(last("openops-app")?.headers["x-forwarded-proto"]).toBe("http");
  });
});

test("an answer is passed on as it comes", async () => {
  const streams: ServerResponse[] = [];
  upstreams["openops-app"].handler = (_request, response) => {
    response.write("first");
    streams.push(response);
  };
  const response = await open("/api/v1/stream");
  const chunks = response[Symbol.asyncIterator]();

  expect(String((await chunks.next()).value)).toBe("first");
  streams[0]?.end("second");
  expect(String((await chunks.next()).value)).toBe("second");
  upstreams["openops-app"].handler = (_request, answer) => answer.end("openops-app");
});

describe("a body", () => {
  test.each([
    ["/api/v1/flows", 10],
    ["/openops-analytics/x", 10],
    ["/openops-tables/api/user-files", 512],
  ])("for %s may have %i MiB and not a byte more", async (path, limitMi) => {
    expect(await announce(path, limitMi * mebibyte)).toBe(100);
    expect(await announce(path, limitMi * mebibyte + 1)).toBe(413);
  });

  test("larger than nginx' buffers arrives whole", async () => {
    const body = Buffer.alloc(3 * mebibyte, "x");
    const received = new Promise<number>((resolve) => {
      upstreams["openops-tables"].handler = (request, response) => {
        let sizeBytes = 0;
        request.on("data", (chunk: Buffer) => (sizeBytes += chunk.length));
        request.on("end", () => {
          response.end("openops-tables");
          resolve(sizeBytes);
        });
      };
    });

    expect((await get("/openops-tables/upload", { method: "POST", body })).status).toBe(200);
    expect(await received).toBe(body.length);
  });
});

describe("every answer has the security headers and no version:", () => {
  const expected = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "geolocation=(), microphone=(), camera=()",
    "referrer-policy": "strict-origin-when-cross-origin",
    "content-security-policy": expect.stringMatching(/^default-src 'self' /),
    server: "nginx",
  };

  test.each([
    ["/", 200],
    ["/healthz", 200],
    ["/openops-analytics/", 200],
    ["/missing", 404],
  ])("%s answers %i", async (path, status) => {
    upstreams["openops-app"].handler = (_request, response) => {
      response.statusCode = status;
      response.end();
    };
    const answer = await get(path);

    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject(expected);
  });

  test("a body that is too large is refused with 413", async () => {
    const { status, headers, body } = await get("/", {
      method: "POST",
      headers: { "Content-Length": 11 * mebibyte },
    });

    expect(status).toBe(413);
    expect(headers).toMatchObject(expected);
    expect(body).toContain("<center>nginx</center>");
  });

  test.each(["/", "/api/v1/flows", "/openops-tables/x", "/openops-analytics/x"])(
    "%s has each of them once, whatever the service sends",
    async (path) => {
      const answer = await get(path);
      const decided = ["X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security", "Cache-Control"];

      expect(decided.map((header) => valuesOf(answer, header))).toEqual([
        ["SAMEORIGIN"],
        ["strict-origin-when-cross-origin"],
        [],
        ["no-cache, public, max-age=epoch"],
      ]);
    },
  );

  test("analytics may not forbid the frames of OpenOps' own pages", async () => {
    upstreams["openops-analytics"].handler = (_request, response) => {
      response.setHeader("X-Frame-Options", "DENY");
      response.end();
    };

    expect((await get("/openops-analytics/")).headers["x-frame-options"]).toBe("SAMEORIGIN");
  });
});

test("the gateway starts and answers its health check while every service is away", async () => {
  await gateway.remove();
  await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
  gateway = await startGateway();

  expect(await get("/healthz")).toMatchObject({ status: 200, body: "ok" });
  expect((await get("/")).status).toBe(502);
  expect((await get("/")).headers["x-frame-options"]).toBe("SAMEORIGIN");
  upstreams = await startUpstreams();
  expect((await eventually(() => get("/"))).status).toBe(200);
});

describe("with strict transport security of our own", () => {
  beforeAll(async () => {
    await gateway.remove();
    const hsts = { maxAgeSeconds: 300, includeSubdomains: false };
    gateway = await startGateway({
      publicUrl: "https://openops.example.com",
      services: { gateway: { hsts } },
    });
  });

  test.each(["/", "/api/v1/flows", "/openops-tables/x", "/openops-analytics/x"])(
    "%s says it once over https, without the sub-domains that the app would add",
    async (path) => {
      const answer = await get(path, { headers: { "X-Forwarded-Proto": "https" } });

      expect(valuesOf(answer, "Strict-Transport-Security")).toEqual(["max-age=300"]);
    },
  );

  test("what nginx answers itself has no more of them, and none is empty", async () => {
    const answer = await get("/healthz", { headers: { "X-Forwarded-Proto": "https" } });

    expect(valuesOf(answer, "Strict-Transport-Security")).toEqual(["max-age=300"]);
    expect(valuesOf(answer, "Cache-Control")).toEqual([]);
  });
});
