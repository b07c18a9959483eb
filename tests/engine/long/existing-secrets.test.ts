import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout, type CommandResult } from "../checkout";
import { Installation } from "../installation";
import { kubectlFor, type Kubectl } from "../kubectl";
import { filesWithAny } from "../secret-traces";

/** A stack whose Postgres and Redis exist, with their credentials in Secrets of another namespace. */
const checkout = new Checkout();
const from = (secretName: string) => ({ kind: "secret", secretName, namespace: "databases" });
const host = { kind: "external", addresses: ["10.20.0.0/24"] };
const passwords = { admin: "the-admin-password", redis: "the-redis-password", rotated: "another-password" };
let kubectl: Kubectl;

beforeAll(async () => {
  checkout.configure("dev", {
    preset: "dev",
    database: { ...host, host: "db.example.com", credentials: { ...from("admin"), usernameKey: "user" } },
    cache: { ...host, host: "redis.example.com", credentials: from("redis") },
  });
  await checkout.run("sandbox", "start");
  const tools = await ensureTools({ root: checkout.folder, report: () => undefined });
  const cluster = await findCluster({ root: checkout.folder });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
  await kubectl(["create", "namespace", "databases"]);
});

afterAll(() => checkout.remove());

const run = (command: "preview" | "up"): Promise<CommandResult> => checkout.run(command);

/** Puts a Secret into the cluster, as its keeper would. */
function keep(name: string, stringData: Readonly<Record<string, string>>) {
  const metadata = { name, namespace: "databases" };
  return kubectl(
    ["apply", "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata, stringData }),
  );
}

const installation = () => new Installation(kubectl, "openops-dev");

describe("credentials in Secrets that others keep", () => {
  test("are missed at the preview, with the configuration that asks for them", async () => {
    const { code, errors } = await run("preview");

    expect(code).toBe(1);
    expect(errors).toContain("admin (openops:database.credentials)");
    expect(await installation().exists()).toBe(false);
  });

  test("are missed at the preview where a key is, and nothing is made", async () => {
    await keep("admin", { password: passwords.admin, user: "company_admin" });
    await keep("redis", { auth: passwords.redis });
    const { code, errors } = await run("preview");

    expect(code).toBe(1);
    expect(errors).toContain(
      "openops:cache.credentials.passwordKey: expected a key that the Secret databases/redis has a value under, got password: it has auth",
    );
    expect(await installation().exists()).toBe(false);
  });

  test("bring the stack up, which stays as it is at a second update", async () => {
    await keep("redis", { password: passwords.redis });

    expect(await run("up")).toMatchObject({ code: 0 });
    expect((await run("up")).out).toContain("no changes");
  });

  test("roll what uses them once they have changed", async () => {
    const before = await installation().specifications();
    await keep("redis", { password: passwords.rotated });

    expect(await run("up")).toMatchObject({ code: 0 });
    expect(await installation().changedSince(before)).toEqual([
      "openops-analytics",
      "openops-app",
      "openops-engine",
      "openops-tables",
    ]);
  });

  test("are in clear neither in a file of the sandbox nor on the terminal", () => {
    const values = new Set(Object.values(passwords));

    expect(filesWithAny(checkout.path(".sandbox"), values)).toEqual([]);
    expect(checkout.terminal.filter((text) => [...values].some((value) => text.includes(value)))).toEqual([]);
  });
});
