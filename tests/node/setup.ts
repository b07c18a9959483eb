import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureTools } from "../../sandbox";
import { ensureSystem } from "../../sandbox/debian/debian-system";
import { writeArchive } from "../../sandbox/node/images/image-archive";
import { ensureNodeParts } from "../../sandbox/node/node-system";
import { imageRecipes } from "./image-recipes";

const root = resolve(__dirname, "../..");

/** The system that all images of the tests have as their base. */
const imageSystem = {
  release: "trixie",
  packages: [
    ...["postgresql-17", "nginx-light", "libnginx-mod-stream", "redis-server", "busybox-static"],
    ...["nodejs", "python3-minimal", "python3-redis", "python3-psycopg2"],
  ],
  // BusyBox has the commands of images made from Alpine; compiling queries takes more room than all the rest.
  prepare:
    "mkdir /opt/busybox && /usr/bin/busybox --install -s /opt/busybox && " +
    "rm -rf /usr/lib/postgresql/*/lib/llvmjit* /usr/lib/*/libLLVM* /usr/lib/postgresql/*/lib/bitcode",
};

/** Makes the tools, the node's system and the images available, once for all suites of this project. */
export default async function setup(): Promise<void> {
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  await ensureTools({ root, report });
  const { tools } = await ensureNodeParts(root, report);
  const system = await ensureSystem(imageSystem, {
    folder: join(root, ".sandbox", "systems", "images"),
    report,
  });
  const folder = join(root, ".sandbox", "node");
  const [archive, mark] = [join(folder, "images", "stack.tar"), join(folder, "images.sha256")];
  const images = imageRecipes(join(folder, "stage"), system);
  const hash = createHash("sha256").update(JSON.stringify([imageSystem, images]));
  // As they are staged, with the figures that are written beside them.
  const sources = join(folder, "stage", "stubs");
  readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .forEach((path) => hash.update(readFileSync(path)));
  const wanted = hash.digest("hex");
  if (!existsSync(archive) || !existsSync(mark) || readFileSync(mark, "utf8") !== wanted) {
    report("Making the images …");
    await writeArchive({ umoci: tools.umoci, archive, images });
    writeFileSync(mark, wanted);
  }
}
