import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { workerNeeds } from "../../components/services/worker/worker-settings";
import type { Migration } from "./releases";

const root = resolve(__dirname, "../..");

/** The folder of the programs that stand for services, and of entrypoints. */
export const stubs = join(__dirname, "stubs");

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

/** The npm packages that some packages need, themselves included. */
function withDependencies(names: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const folder = join(root, "node_modules", name);
    if (!found.has(name) && existsSync(folder)) {
      found.add(name);
      const text = readFileSync(join(folder, "package.json"), "utf8");
      Object.keys(packageSchema.parse(JSON.parse(text)).dependencies).forEach(add);
    }
  };
  names.forEach(add);
  return [...found];
}

/** Makes the files that images have beside the base's, and says where they are. */
export class ImageStage {
  constructor(
    private readonly folder: string,
    private readonly system: string,
  ) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** The accounts of an image with one user of its own. */
  accounts(user: string, id: number): Readonly<Record<string, string>> {
    return {
      "/etc/passwd": this.file(
        `${user}.passwd`,
        `root:x:0:0::/root:/bin/sh\n${user}:x:${id}:${id}::/home:/bin/sh\n`,
      ),
      "/etc/group": this.file(`${user}.group`, `root:x:0:\n${user}:x:${id}:\n`),
    };
  }

  /** The stubs with the client libraries of the Node.js services. */
  stubs(): string {
    const folder = join(this.folder, "stubs");
    cpSync(stubs, folder, { recursive: true });
    writeFileSync(join(folder, "memory.json"), JSON.stringify(workerNeeds));
    for (const name of withDependencies(["cookie", "ioredis", "pg"])) {
      cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
    }
    return folder;
  }

  /** A folder with one file in it. */
  folderWith(name: string, file: string, content: string): string {
    const folder = join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, file), content);
    return folder;
  }

  /** What an image's program brings the form of its data up to. */
  migrations(name: string, migrations: readonly Migration[]): Readonly<Record<string, string>> {
    return { "/opt/migrations.json": this.file(`${name}.json`, JSON.stringify(migrations)) };
  }

  ofSystem(path: string): string {
    return join(this.system, path);
  }
}
