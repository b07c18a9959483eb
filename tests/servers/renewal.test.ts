import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { serverNames } from "../../providers/in-cluster/server-certificate";
import type { StoreName } from "../../components/values/text";
import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { postgresImageWithLocales, redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, withSecret } from "./pod-spec";
import { postgresHost, postgresVolume } from "./postgres";

const authority = createAuthority("company");
const secretName = "our-tls";
const serverGroup = 999;
let stack: ProgramRun;

beforeAll(async () => {
  const tls = { kind: "existing-secret", secretName };
  stack = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:database": JSON.stringify({ tls }),
    "openops:cache": JSON.stringify({ tls }),
  });
  nameHosts({ [postgresHost]: "127.0.0.1" });
});

/** Writes a new certificate where the server's volume has it, as the kubelet does when a Secret changes. */
function renew(folder: string, store: StoreName): Readonly<Record<string, string>> {
  const { certificate, key } = authority.issue({ commonName: store }, serverNames(store, "openops-dev"));
  const files = { "tls.crt": certificate, "tls.key": key, "ca.crt": authority.certificate };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    writeFileSync(path, content);
    chownSync(path, 0, serverGroup);
    chmodSync(path, 0o440);
  }
  return files;
}

/** Runs the container's own liveness probe. */
async function probe(server: Container, name: "postgres" | "redis", program: ProgramRun) {
  const command = podSpecOf(program, name).container.livenessProbe?.exec?.command ?? [];
  expect(command.at(-1)).toContain("reload-certificate.sh");
  const { status, errors } = await server.exec(command);
  return [status, errors];
}

/** The serial number of the certificate that Redis shows. */
function serialOfRedis(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: 6379, ca: authority.certificate, servername: "redis" });
    socket.once("secureConnect", () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.destroy();
    });
    socket.once("error", reject);
  });
}

test("Redis shows a renewed certificate after its liveness probe, without a restart", async () => {
  const folder = scratchFolder("certificate");
  const program = withSecret(stack, secretName, renew(folder, "cache"));
  const server = await Container.start(podSpecOf(program, "redis"), redisImage, {
    claims: { certificate: folder, data: scratchFolder("redis-data") },
  });
  await eventually(() => (server.log().includes("Ready to accept connections") ? true : undefined));
  expect(await probe(server, "redis", program)).toEqual([0, ""]);
  const before = await serialOfRedis();
  renew(folder, "cache");

  expect(await serialOfRedis()).toBe(before);
  expect(await probe(server, "redis", program)).toEqual([0, ""]);
  expect(await serialOfRedis()).not.toBe(before);
  await server.remove();
});

test("Postgres reads a renewed certificate by its liveness probe, once for each renewal", async () => {
  const folder = scratchFolder("certificate");
  const program = withSecret(stack, secretName, renew(folder, "database"));
  const data = await postgresVolume(program);
  const server = await Container.start(podSpecOf(program, "postgres"), postgresImageWithLocales(), {
    claims: { certificate: folder, data },
  });
  await server.hook("postStart");
  const reloads = () => server.log().split("reloading configuration files").length - 1;
  expect(await probe(server, "postgres", program)).toEqual([0, ""]);
  const before = await eventually(() => (reloads() > 0 ? reloads() : undefined));
  expect(await probe(server, "postgres", program)).toEqual([0, ""]);
  expect(reloads()).toBe(before);
  renew(folder, "database");

  expect(await probe(server, "postgres", program)).toEqual([0, ""]);
  expect(await eventually(() => (reloads() > before ? reloads() : undefined))).toBe(before + 1);
  expect(server.log()).not.toContain("could not load");
  await server.remove();
});
