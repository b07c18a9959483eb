import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

const folderOfCompose = "deploy/docker-compose";
const registry = "public.ecr.aws/openops";
const ofRelease = "${OPS_VERSION:-latest}";

/** What differs between OpenOps' compose files. */
export interface Composed {
  readonly tables: string;
  readonly analytics: string;
  readonly execution: "engine" | "worker";
  /** More services, or other ones of the same names. */
  readonly more?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * A compose file of OpenOps as far as images and releases go: services, images and the form of their tags are those of
 * docker-compose.yml at its commit 9397de77, in which analytics has the tag 0.14.2-importv9.
 */
export function composeFile({ tables, analytics, execution, more }: Composed): string {
  const environment = {
    OPS_COMPONENT: "app",
    OPS_VERSION: ofRelease,
    OPS_OPENOPS_TABLES_VERSION: tables,
    OPS_ANALYTICS_VERSION: analytics,
  };
  return stringify({
    services: {
      nginx: { image: "nginx:1.27.4" },
      "openops-app": { image: `${registry}/openops-app:${ofRelease}`, environment },
      [`openops-${execution}`]: { image: `${registry}/openops-${execution}:${ofRelease}` },
      "openops-tables": { image: `${registry}/openops-tables:${tables}` },
      "openops-analytics": { image: `${registry}/openops-analytics:${analytics}` },
      postgres: { image: "postgres:14.4" },
      redis: { image: "redis:7.4.0" },
      ...more,
    },
  });
}

/** Makes a repository that has a compose file at each tag, or none where that is undefined. */
export function writeUpstream(folder: string, tags: Readonly<Record<string, string | undefined>>): void {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });
  mkdirSync(join(folder, folderOfCompose), { recursive: true });
  git("init", "--quiet", "--initial-branch", "main");
  for (const [tag, text] of Object.entries(tags)) {
    writeFileSync(
      join(folder, folderOfCompose, text === undefined ? "README.md" : "docker-compose.yml"),
      text ?? "",
    );
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    git("add", ".");
    git(...author, "commit", "--quiet", "--allow-empty", "--message", tag);
    git("tag", tag);
  }
}
