import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type ConnectionOptions } from "node:tls";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import type { Container } from "./container";
import { get, startGateway, startUpstreams, type Upstreams } from "./gateway";
import { eventually, scratchFolder } from "./machine";

const publicUrl = "https://openops.example.com";
const hsts = { maxAgeSeconds: 60, includeSubdomains: false };
const acm = {
  kind: "acm",
  certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
};
const httpsPort = 8443;

let upstreams: Upstreams;
let gateway: Container | undefined;

beforeAll(async () => {
  upstreams = await startUpstreams();
});

afterEach(() => gateway?.remove());

afterAll(() => Promise.all(Object.values(upstreams).map((upstream) => upstream.close())));

/** What the app was told of its client last. */
function told(): Readonly<Record<string, unknown>> {
  const { headers = {} } = upstreams["openops-app"].seen.at(-1) ?? {};
  return { address: headers["x-real-ip"], scheme: headers["x-forwarded-proto"] };
}

describe("every way in", () => {
  const aws = { kind: "load-balancer", cloud: { kind: "aws" } };
  const controllers = ["nginx", "traefik", "alb", "gce", "application-gateway"];

  test.each([
    { kind: "cluster-ip" },
    { kind: "cluster-ip", trustedProxies: ["203.0.113.0/24", "2001:db8::/32"] },
    { kind: "none" },
    { kind: "node-port", tlsInFront: true },
    { ...aws, tlsInFront: true },
    { ...aws, tls: acm },
    { kind: "gateway-api", gateway: { name: "public" }, tlsInFront: true },
    ...controllers.map((kind) => ({ kind: "ingress", controller: { kind }, tlsInFront: true })),
  ])("has a configuration that nginx takes without a warning: %j", async (exposure) => {
    gateway = await startGateway({ publicUrl, exposure, services: { gateway: { hsts } } });
    const path = "/etc/openops/gateway/nginx.conf";
    const { status, errors } = await gateway.exec(["nginx", "-t", "-c", path]);

    expect({ status, lines: errors.trim().split("\n").length }).toEqual({ status: 0, lines: 2 });
  });
});

describe("behind a proxy", () => {
  const exposure = { kind: "cluster-ip", trustedProxies: ["127.0.0.9/32", "203.0.113.0/24"] };

  test("the app is told of the client, also where several proxies stand between", async () => {
    gateway = await startGateway({ exposure });
    const headers = { "X-Forwarded-For": "192.0.2.1, 198.51.100.7, 203.0.113.5" };
    await get("/", { from: "127.0.0.9", headers });

    expect(told().address).toBe("198.51.100.7");
  });

  test("a client that is no proxy cannot say that it is another", async () => {
    gateway = await startGateway({ exposure });
    await get("/", { from: "127.0.0.2", headers: { "X-Forwarded-For": "198.51.100.7" } });

    expect(told().address).toBe("127.0.0.2");
  });

  test("each client has a limit of its own, though all come by one proxy", async () => {
    gateway = await startGateway({
      exposure,
      services: { gateway: { requestsPerSecond: 1, requestBurst: 1 } },
    });
    const statuses = (client: string) =>
      Promise.all(
        [1, 2, 3].map(async () => {
          const answer = await get("/", { from: "127.0.0.9", headers: { "X-Forwarded-For": client } });
          return answer.status;
        }),
      );

    expect((await statuses("198.51.100.7")).sort()).toEqual([200, 200, 429]);
    expect((await statuses("198.51.100.8")).sort()).toEqual([200, 200, 429]);
  });
});

describe("behind a load balancer that ends TLS", () => {
  const exposure = { kind: "load-balancer", cloud: { kind: "aws" }, tls: acm };

  test("what comes by the port for http is sent to https, health checks are answered", async () => {
    gateway = await startGateway({ publicUrl, exposure, services: { gateway: { hsts } } });
    const answer = await get("/flows", { headers: { Host: "openops.example.com" } });

    expect([answer.status, answer.headers.location]).toEqual([301, `${publicUrl}/flows`]);
    expect(answer.headers["strict-transport-security"]).toBeUndefined();
    expect((await get("/healthz")).status).toBe(200);
  });

  test("what comes by the other port was https, whatever its client says", async () => {
    gateway = await startGateway({ publicUrl, exposure, services: { gateway: { hsts } } });
    const answer = await get("/", { port: httpsPort, headers: { "X-Forwarded-Proto": "http" } });

    expect(answer.status).toBe(200);
    expect(answer.headers["strict-transport-security"]).toBe("max-age=60");
    expect(told().scheme).toBe("https");
  });
});

describe("behind something that ends TLS and passes requests to a port of the nodes", () => {
  const exposure = { kind: "node-port", tlsInFront: true };

  test("who goes past it is sent to https, health checks are answered", async () => {
    gateway = await startGateway({ publicUrl, exposure });
    const answer = await get("/flows", { headers: { Host: "openops.example.com" } });

    expect([answer.status, answer.headers.location]).toEqual([301, `${publicUrl}/flows`]);
    expect((await get("/healthz")).status).toBe(200);
  });

  test("what it says came by https is served", async () => {
    gateway = await startGateway({ publicUrl, exposure });

    expect((await get("/", { headers: { "X-Forwarded-Proto": "https" } })).status).toBe(200);
    expect(told().scheme).toBe("https");
  });
});

describe("a gateway that ends TLS itself", () => {
  const host = "openops.example.com";
  const authority = createAuthority("public");
  let folder: string;

  /** Puts a new certificate where the Secret's files are. */
  function renew(): void {
    const { certificate, key } = authority.issue({ commonName: host }, [host]);
    for (const [file, content] of [
      ["tls.crt", certificate],
      ["tls.key", key],
    ] as const) {
      writeFileSync(join(folder, file), content, { mode: 0o440 });
      chownSync(join(folder, file), 0, 101);
    }
  }

  beforeEach(() => {
    folder = scratchFolder("certificate");
    renew();
  });

  function start(tls: Readonly<Record<string, unknown>> = {}): Promise<Container> {
    const exposure = { kind: "load-balancer", tls: { kind: "existing-secret", ...tls } };
    return startGateway({ publicUrl, exposure }, { certificateFolder: folder });
  }

  /** The protocol, suite and certificate of a verified handshake. */
  function handshake(options: ConnectionOptions = {}) {
    return new Promise<{ protocol: string | null; suite: string; serial: string }>((resolve, reject) => {
      const socket = connect(
        { host: "127.0.0.1", port: httpsPort, servername: host, ca: authority.certificate, ...options },
        () => {
          const { standardName } = socket.getCipher();
          const { serialNumber } = socket.getPeerCertificate();
          resolve({ protocol: socket.getProtocol(), suite: standardName, serial: serialNumber });
          socket.destroy();
        },
      );
      socket.once("error", reject);
    });
  }

  test("speaks TLS 1.3, and 1.2 with a suite of the list alone", async () => {
    gateway = await start({ ciphers: ["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"] });

    expect((await handshake()).protocol).toBe("TLSv1.3");
    expect((await handshake({ maxVersion: "TLSv1.2" })).suite).toMatch(/CHACHA20_POLY1305/);
    await expect(
      handshake({
        maxVersion: "TLSv1.2",
        ciphers: "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256",
      }),
    ).rejects.toThrow(/handshake failure/);
  });

  test("refuses TLS 1.2 where 1.3 is the oldest", async () => {
    gateway = await start({ minimumVersion: "1.3" });

    await expect(handshake({ maxVersion: "TLSv1.2" })).rejects.toThrow(/protocol version/);
  });

  test("takes a renewed certificate without a restart", async () => {
    gateway = await start();
    const before = await handshake();
    renew();

    await eventually(async () => ((await handshake()).serial === before.serial ? undefined : true), 60);
    expect((await get("/healthz")).status).toBe(200);
  }, 90_000);

  test("obeys the order to stop", async () => {
    gateway = await start();

    // The hook goes with the container that it ends, so it may have no status of its own.
    await gateway.hook("preStop");
    expect(await gateway.ended).toBe(0);
  }, 30_000);
});
