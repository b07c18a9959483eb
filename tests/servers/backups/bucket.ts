import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { builtProgram, eventually, scratchFolder } from "../machine";

/** The keys that a bucket's server lets in. */
export const bucketKeys = { AWS_ACCESS_KEY_ID: "openops", AWS_SECRET_ACCESS_KEY: "the-secret-of-the-bucket" };

const port = 9000;

/** A bucket of a server that speaks S3: rclone's own, which keeps the objects as files. */
export class Bucket {
  static readonly endpoint = `http://127.0.0.1:${port}`;
  readonly #server: ChildProcess;

  private constructor(readonly folder: string) {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = bucketKeys;
    const at = ["serve", "s3", join(folder, ".."), "--addr", `127.0.0.1:${port}`];
    // What is written is in the folder at once.
    const cache = ["--vfs-cache-mode", "writes", "--vfs-write-back", "0s"];
    this.#server = spawn(builtProgram("rclone", "rclone"), [...at, ...cache], {
      // A list of pairs, as CSV.
      env: {
        RCLONE_AUTH_KEY: `"${id},${secret}"`,
        HOME: scratchFolder("bucket-home"),
        PATH: process.env.PATH,
      },
      stdio: "ignore",
    });
  }

  /** Starts the server with one empty bucket. */
  static async start(name: string): Promise<Bucket> {
    const folder = join(scratchFolder("buckets"), name);
    mkdirSync(folder);
    const bucket = new Bucket(folder);
    await eventually(async () => {
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.destroy();
      return true;
    });
    return bucket;
  }

  /** The objects, by their keys. */
  objects(): readonly string[] {
    return readdirSync(this.folder, { recursive: true, encoding: "utf8", withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.folder.length + 1))
      .sort();
  }

  async stop(): Promise<void> {
    const ended = once(this.#server, "exit");
    this.#server.kill("SIGKILL");
    await ended;
  }
}
