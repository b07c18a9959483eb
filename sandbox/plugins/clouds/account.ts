import { createHash, createHmac, randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { errorCode } from "../../errors";
import { writeAtomically } from "../../atomic-write";
import { type CloudResource, cloudResourceSchema } from "./cloud-resource";

type Identity = Pick<CloudResource, "type" | "key">;

const ending = ".json";

/**
 * What exists in a simulated account: one file for each resource, so that several programs can work in it
 * at once and what was begun stays when one of them is killed.
 */
export class Account {
  constructor(private readonly folder: string) {}

  /** The resource that the cloud knows by a key or the provider by an id. */
  find(type: string, name: string): CloudResource | undefined {
    return this.list(type).find(({ key, id }) => key === name || id === name);
  }

  /** Everything of a type that exists, by key. */
  list(type: string): readonly CloudResource[] {
    return this.all().filter((resource) => resource.type === type);
  }

  /** Everything that exists; what is gone by now is forgotten. */
  all(): readonly CloudResource[] {
    const names = existsSync(this.folder) ? readdirSync(this.folder) : [];
    return names
      .filter((name) => name.endsWith(ending))
      .sort()
      .flatMap((name) => this.read(join(this.folder, name)));
  }

  /** Adds a resource, unless the cloud has one of its type and key: then it says false and changes nothing. */
  add(resource: CloudResource): boolean {
    this.find(resource.type, resource.key);
    mkdirSync(this.folder, { recursive: true });
    const path = this.path(resource);
    const draft = `${path}.${randomBytes(6).toString("hex")}`;
    writeFileSync(draft, contentOf(resource), { mode: 0o600 });
    try {
      // The one step that exactly one of several processes can do.
      linkSync(draft, path);
      return true;
    } catch (error) {
      if (errorCode(error) === "EEXIST") {
        return false;
      }
      throw error;
    } finally {
      rmSync(draft);
    }
  }

  put(resource: CloudResource): void {
    writeAtomically(this.path(resource), contentOf(resource));
  }

  remove(resource: Identity): void {
    rmSync(this.path(resource), { force: true });
  }

  /**
   * A secret that the cloud makes for a resource, always the same for the same purpose.
   * It is derived, so that no file holds it in clear.
   */
  secretFor({ type, key }: Identity, purpose: string): Buffer {
    return createHmac("sha256", this.seed())
      .update(JSON.stringify([type, key, purpose]))
      .digest();
  }

  private seed(): Buffer {
    const path = join(this.folder, "seed");
    if (!existsSync(path)) {
      writeAtomically(path, randomBytes(32).toString("hex"));
    }
    return readFileSync(path);
  }

  private path({ type, key }: Identity): string {
    const name = createHash("sha256")
      .update(JSON.stringify([type, key]))
      .digest("hex")
      .slice(0, 32);
    return join(this.folder, `${name}${ending}`);
  }

  private read(path: string): readonly CloudResource[] {
    const resource = parsed(path);
    if (resource?.goneAtMs !== undefined && resource.goneAtMs <= Date.now()) {
      rmSync(path, { force: true });
      return [];
    }
    return resource === undefined ? [] : [resource];
  }
}

function contentOf(resource: CloudResource): string {
  return `${JSON.stringify(resource, undefined, 2)}\n`;
}

/** Undefined where another program has just deleted it. */
function parsed(path: string): CloudResource | undefined {
  try {
    return cloudResourceSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    if (errorCode(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}
