import { setTimeout as sleep } from "node:timers/promises";
import {
  secretDefinitions,
  secretNames,
  type SecretName,
} from "../../../components/values/secret-definitions";
import { lostWhile } from "../load";
import type { OutsideClient } from "../outside";
import { RealStack } from "../real-stack";
import { stackWithWorkers } from "../releases";

/** Every secret that may change while people work, on a stack whose stores are in the cluster with TLS. */
let stack: RealStack;
let client: OutsideClient;

beforeAll(async () => {
  stack = await RealStack.start("ci", { preset: "ci", ...stackWithWorkers });
  client = await stack.gateway();
}, 900_000);

afterAll(() => stack?.remove());

const tls = "sslmode=require";

/** Who has a secret in an environment, and how one signs in with it to a store. */
const users = {
  postgresAppPassword: {
    workload: "openops-app",
    variable: "OPS_POSTGRES_URL",
    signIn: (url: string) => postgres("openops_app", "openops")(passwordIn(url)),
  },
  postgresTablesPassword: {
    workload: "openops-tables",
    variable: "DATABASE_PASSWORD",
    signIn: postgres("openops_tables", "tables"),
  },
  postgresAnalyticsPassword: {
    workload: "openops-analytics",
    variable: "DATABASE_PASSWORD",
    signIn: postgres("openops_analytics", "analytics"),
  },
  postgresPassword: {
    workload: "postgres",
    variable: "POSTGRES_PASSWORD",
    signIn: postgres("postgres", "postgres"),
  },
  redisPassword: { workload: "openops-app", variable: "OPS_REDIS_URL", signIn: redis },
  jwtSecret: { workload: "openops-app", variable: "OPS_JWT_SECRET" },
  tablesSecretKey: { workload: "openops-tables", variable: "SECRET_KEY" },
  tablesJwtKey: { workload: "openops-tables", variable: "BASEROW_JWT_SIGNING_KEY" },
  adminPassword: { workload: "openops-app", variable: "OPS_OPENOPS_ADMIN_PASSWORD" },
} as const satisfies Partial<Record<SecretName, User>>;

interface User {
  readonly workload: string;
  readonly variable: string;
  /** What the store says to a value. */
  readonly signIn?: (value: string) => Promise<string>;
}

function postgres(role: string, database: string) {
  const script = `read -r PGPASSWORD; export PGPASSWORD; psql "host=127.0.0.1 user=${role} dbname=${database} ${tls}" -Atc "SELECT 'let in'"`;
  return (value: string): Promise<string> => answerOf("postgres-0", script, value);
}

function redis(url: string): Promise<string> {
  const script =
    "read -r REDISCLI_AUTH; export REDISCLI_AUTH; redis-cli --tls --insecure --no-auth-warning ping";
  return answerOf("redis-0", script, passwordIn(url));
}

function passwordIn(url: string): string {
  return decodeURIComponent(new URL(url).password);
}

/** What a script in a pod prints that reads a value, which no message shows. */
async function answerOf(pod: string, script: string, value: string): Promise<string> {
  const exec = ["-n", stack.namespace, "exec", "-i", pod, "--", "sh", "-c", script];
  const { output } = await stack.kubectl(exec, `${value}\n`);
  return output.trim();
}

test("every secret of this stack that rolls is among these", () => {
  const rolling = secretNames.filter((name) => secretDefinitions[name].rotation === "rolling");
  const ofMonitoring = ["postgresExporterPassword", "redisExporterPassword"];
  expect([...Object.keys(users), ...ofMonitoring].sort()).toEqual([...rolling].sort());
});

test.each(Object.entries<User>(users))(
  "%s changes while people work",
  async (name, user) => {
    const { workload, variable, signIn } = user;
    const old = await stack.awaitSecret(workload, variable);

    const lost = await lostWhile(client, "/api/v1/work", () =>
      stack.run("rotate", "--stack", stack.stack, "--secret", name),
    );

    // A store in the cluster restarts where its own password changes; nothing is refused once that is over.
    expect(lost.after).toEqual([]);
    const storeRestarts = name === "redisPassword" || name === "postgresPassword";
    expect(storeRestarts ? [] : lost.during).toEqual([]);
    const next = await stack.awaitSecret(workload, variable);
    expect(next === old).toBe(false);
    if (signIn !== undefined) {
      expect(await signIn(next)).toMatch(/^(let in|PONG)$/);
      expect(await signIn(old)).toMatch(/password authentication failed|WRONGPASS/);
    }
  },
  600_000,
);

test("nothing was started again, and every pod is ready", async () => {
  await sleep(5000);
  expect((await stack.pods()).filter((pod) => !pod.endsWith(": ready, 0 restarts"))).toEqual([]);
});
