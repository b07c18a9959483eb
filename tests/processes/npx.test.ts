import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planOf } from "../support/configuration";
import { releaseWithWorkers } from "../support/docs/releases";
import { environmentOf } from "../support/environment";

const foreign = { name: "tsc", version: "2.0.4", bin: { tsc: "tsc.js" } };
let folder: string;
let server: Server;
let registry: string;

/** A package by a compiler's name, whose program leaves a file where it runs. */
function foreignPackage(): Buffer {
  const packed = join(folder, "package");
  mkdirSync(packed);
  writeFileSync(join(packed, "package.json"), JSON.stringify(foreign));
  writeFileSync(
    join(packed, "tsc.js"),
    '#!/usr/bin/env node\nrequire("node:fs").writeFileSync("ran", "");\n',
  );
  execFileSync("tar", ["-czf", join(folder, "tsc.tgz"), "-C", folder, "package"]);
  return readFileSync(join(folder, "tsc.tgz"));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "openops-npx-"));
  const tarball = foreignPackage();
  server = createServer(({ url }, response) => {
    const version = { ...foreign, dist: { tarball: `${registry}tsc.tgz` } };
    const known = { name: foreign.name, "dist-tags": { latest: "2.0.4" }, versions: { "2.0.4": version } };
    const answers = new Map<string | undefined, string | Buffer>([
      ["/tsc", JSON.stringify(known)],
      ["/tsc.tgz", tarball],
    ]);
    const answer = answers.get(url);
    response.writeHead(answer === undefined ? 404 : 200).end(answer ?? "{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bound = server.address();
  registry = `http://127.0.0.1:${typeof bound === "object" && bound !== null ? bound.port : 0}/`;
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Whether `npx tsc` runs what the registry has by this name, in a folder without a compiler. */
async function foreignProgramRuns(
  name: string,
  { variables = {}, npmrc = "" }: { readonly variables?: NodeJS.ProcessEnv; readonly npmrc?: string },
): Promise<boolean> {
  const home = join(folder, name);
  mkdirSync(home);
  writeFileSync(join(home, ".npmrc"), `registry=${registry}\n${npmrc}`);
  const child = spawn("npx", ["tsc", "--build", "."], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, ...variables },
    stdio: "ignore",
  });
  await once(child, "close");
  return existsSync(join(home, "ran"));
}

test("npx runs a foreign program where a compiler is missing and nobody can be asked", async () => {
  expect(await foreignProgramRuns("unguarded", {})).toBe(true);
});

test("it does not with the engine's variables", async () => {
  const variables = { NPM_CONFIG_YES: environmentOf("engine")?.plain.NPM_CONFIG_YES };

  expect(await foreignProgramRuns("engine", { variables })).toBe(false);
});

test("it does not with what a worker's engine processes have in their home folder", async () => {
  const worker = planOf(releaseWithWorkers).services.find(({ service }) => service.id === "worker");
  const npmrc = worker?.container.volumes?.flatMap((volume) =>
    volume.kind === "file" ? [volume.content] : [],
  );

  expect(await foreignProgramRuns("worker", { npmrc: npmrc?.join("") ?? "" })).toBe(false);
});
