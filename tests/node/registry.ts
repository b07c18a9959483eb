import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { createAuthority } from "../../sandbox/control-plane/certificates";

const indexSchema = z.object({
  manifests: z.array(
    z.object({
      mediaType: z.string(),
      digest: z.string(),
      annotations: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

/** A registry over HTTPS that has one image of an archive, under every name but one. */
export class Registry {
  readonly #folder = mkdtempSync(join(tmpdir(), "openops-registry-"));
  readonly #authority = createAuthority("registry");
  #server: Server | undefined;

  /** The file with the authority of its certificate. */
  get authority(): string {
    return this.#authority.certificate;
  }

  /** Serves an image of an OCI archive and returns the host and port. */
  async serve(archive: string, image: string, unknown: string): Promise<string> {
    execFileSync("tar", ["-xf", archive, "-C", this.#folder]);
    const index = indexSchema.parse(JSON.parse(readFileSync(join(this.#folder, "index.json"), "utf8")));
    const manifest = index.manifests.find(
      ({ annotations }) => annotations["org.opencontainers.image.ref.name"] === image,
    );
    const blob = (digest: string): Buffer =>
      readFileSync(join(this.#folder, "blobs", digest.replace(":", "/")));
    const { certificate: cert, key } = this.#authority.issue({ commonName: "registry" }, ["localhost"]);
    this.#server = createServer({ key, cert }, ({ url = "" }, response) => {
      const [, kind = "", name = ""] = /\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
      if (manifest === undefined || url.includes(unknown)) {
        response.writeHead(404).end();
      } else if (kind === "manifests") {
        response.setHeader("Content-Type", manifest.mediaType);
        response.setHeader("Docker-Content-Digest", manifest.digest);
        response.end(blob(manifest.digest));
      } else {
        response.end(name === "" ? "{}" : blob(name));
      }
    });
    await new Promise<void>((done) => this.#server?.listen(0, "127.0.0.1", done));
    const bound = this.#server.address();
    return `localhost:${typeof bound === "object" && bound !== null ? bound.port : 0}`;
  }

  close(): void {
    this.#server?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
