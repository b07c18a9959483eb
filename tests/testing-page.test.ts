import { pinnedImages } from "../components/config/pinned-images";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { parseGoModule } from "../sandbox/toolchain/go-module";
import { recipeFor } from "../sandbox/toolchain/recipe";
import type { Releases, ToolName } from "../sandbox/toolchain/tool-table";
import { showVersion } from "../sandbox/toolchain/version";

const root = join(__dirname, "..");
const page = readFileSync(join(root, "docs", "testing.md"), "utf8");
const { dependencies, devDependencies, engines } = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    engines: z.object({ node: z.string() }),
  })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
const { dependencies: clients } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "tests", "tools", "app-clients", "package.json"), "utf8")));
const packages = { ...dependencies, ...devDependencies };

function tool(name: ToolName, releases: Releases = "pinned"): string {
  return showVersion(recipeFor(root, name, releases).version);
}

function judge(folder: string, packagePath: string): string {
  const path = join(root, "tests", "tools", folder, "go.mod");
  return showVersion(parseGoModule(path, readFileSync(path, "utf8")).pinOf(packagePath));
}

/** What a list of packages of Python asks for. */
function requirement(folder: string, name: string): string {
  const text = readFileSync(join(root, "tests", "tools", folder, "requirements.in"), "utf8");
  return new RegExp(`^${name}==(\\S+)$`, "m").exec(text)?.[1] ?? "is not there";
}

function npm(name: string): string {
  return `\`${name}\` ${packages[name] ?? "is not there"}`;
}

const pinned = [
  `Pulumi ${tool("pulumi")}`,
  `Pulumi ${tool("pulumi", "oldest")}`,
  `Kubernetes ${tool("kube-apiserver")}`,
  `Kubernetes ${tool("kube-apiserver", "oldest")}`,
  `etcd ${tool("etcd")}`,
  `KWOK ${tool("kwok")}`,
  `CoreDNS ${tool("coredns")}`,
  `plugin ${tool("pulumi-resource-kubernetes")}`,
  `as ${packages["@pulumi/kubernetes"] ?? ""}`,
  `Node.js ${readFileSync(join(root, ".node-version"), "utf8").trim()}`,
  `is ${engines.node.replace(">=", "")}`,
  `kube-score ${judge("kube-score", "github.com/zegl/kube-score")}`,
  `pod-security-admission ${judge("evaluators", "k8s.io/pod-security-admission")}`,
  `cyclonus ${judge("evaluators", "github.com/mattfenwick/cyclonus")}`,
  `redis_exporter ${judge("exporters", "github.com/oliver006/redis_exporter")}`,
  `postgres_exporter ${judge("exporters", "github.com/prometheus-community/postgres_exporter")}`,
  `nginx-prometheus-exporter ${judge("exporters", "github.com/nginx/nginx-prometheus-exporter")}`,
  `blackbox_exporter ${judge("exporters", "github.com/prometheus/blackbox_exporter")}`,
  `Superset ${requirement("superset", "apache-superset")}`,
  `Baserow ${/Baserow (\S+),/.exec(readFileSync(join(root, "tests", "tools", "tables-clients", "requirements.in"), "utf8"))?.[1] ?? ""}`,
  ...["psycopg2-binary", "redis"].map((name) => `\`${name}\` ${requirement("tables-clients", name)}`),
  ...Object.entries(clients).map(([name, release]) =>
    release.startsWith("npm:") ? `\`${release.slice(4).replace("@", "` ")}` : `\`${name}\` ${release}`,
  ),
  `rclone ${judge("rclone", "github.com/rclone/rclone")}`,
  ...["pulumi", "policy", "aws", "gcp", "azure-native", "kubernetes", "random", "tls"].map((name) =>
    npm(`@pulumi/${name}`),
  ),
];

describe("the page that says what is tested against what", () => {
  test("names the releases that are pinned, and no others", () => {
    const named = [...page.matchAll(/\S+ \d+\.\d+(?:\.\d+)*/g)].map(([text]) => text);

    expect([...new Set(named)].sort()).toEqual([...pinned].sort());
  });

  test("names the major release of Postgres that stacks and the servers' suite run", () => {
    const [major = ""] = pinnedImages.postgres.tag.split(".");

    expect(page).toContain(`Postgres ${major}`);
    expect(readFileSync(join(root, "tests", "servers", "provision.mjs"), "utf8")).toContain(
      `packages: ["postgresql-${major}", `,
    );
  });

  test("names commands of package.json alone", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    const named = [...page.matchAll(/`npm (?:run )?([\w:]+)`/g)].map(([, name = ""]) => name);

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
