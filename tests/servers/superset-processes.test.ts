import type { StoreName } from "../../components/values/text";
import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";
import { bootstrap, logged, postgresHost, postgresVolume, startPostgres, stopPostgres } from "./postgres";
import { supersetBeat, supersetImage, supersetStart, supersetWorker } from "./clients/superset";
import { certified, stackWithTls, stranger, type Signs } from "./tls-stack";

const redisHost = "redis.openops-dev.svc";
/** Two minutes of work of a processor, on machines that do other work too. */
const startSeconds = 480;

type Certificates = Readonly<Partial<Record<StoreName, Signs>>>;

/** A stack's Postgres and Redis, and Superset's processes in the pod of analytics. */
class Analytics {
  private readonly processes: Container[] = [];

  private constructor(
    private readonly program: ProgramRun,
    private readonly servers: readonly [Container, Container],
  ) {}

  /** Starts the stores on a volume, with certificates where the stack has them. */
  static async start(volume: string, stack: ProgramRun, signs: Certificates = {}): Promise<Analytics> {
    const withCertificate = (store: StoreName) =>
      signs[store] === undefined ? stack : certified(stack, store, signs[store]);
    const postgres = await startPostgres(withCertificate("database"), volume);
    const redis = await Container.start(podSpecOf(withCertificate("cache"), "redis"), redisImage, {
      claims: { data: scratchFolder("redis-data") },
    });
    await logged(redis, "Ready to accept connections");
    nameHosts({ [postgresHost]: "127.0.0.1", [redisHost]: "127.0.0.1" });
    return new Analytics(withCertificate("cache"), [postgres, redis]);
  }

  async run(command: readonly string[]): Promise<Container> {
    const spec = podSpecOf(this.program, "openops-analytics");
    const container = await Container.start(spec, supersetImage(), { command });
    this.processes.push(container);
    return container;
  }

  /** Prepares the server, as the Job does. */
  prepare() {
    return bootstrap(this.program);
  }

  secret(name: string): string {
    return secretOf(this.program, "openops-analytics")[name] ?? "";
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.remove()));
    const [postgres, redis] = this.servers;
    await stopPostgres(postgres);
    await redis.remove();
  }
}

/** The status that the web server answers with once it listens; what it has printed where it has ended before. */
async function healthOf(web: Container): Promise<number | string> {
  const ended = web.ended.then(() => web.log());
  const answers = eventually(async () => (await fetch("http://127.0.0.1:8088/health")).status, startSeconds);
  return Promise.race([answers, ended]);
}

/** What a process has printed once it has said something, or at last. */
function saying(container: Container, text: RegExp): Promise<string> {
  return eventually(() => (text.test(container.log()) ? container.log() : undefined), 60).catch(() =>
    container.log(),
  );
}

/** What Superset answers to the account by which the app signs in. */
async function signIn(password: string): Promise<number> {
  const answer = await fetch("http://127.0.0.1:8088/api/v1/security/login", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: "admin", password, provider: "db", refresh: true }),
  });
  return answer.status;
}

/** Stores by each of Superset's ways to Redis and reads what it has stored; the worker has to do a task for it. */
const throughRedis = `
import json
from superset.app import create_app
from superset.extensions import cache_manager, celery_app, results_backend_manager

with create_app().app_context():
    cache_manager.cache.set("test", "kept")
    results = results_backend_manager.results_backend
    results.set("test", b"kept")
    task = celery_app.send_task("celery.accumulate", args=[1, 2], kwargs={"index": 1})
    print(json.dumps([cache_manager.cache.get("test"), results.get("test").decode(), task.get(timeout=60)]))
`;

let volume: string;
let withTls: ProgramRun;
let inClear: ProgramRun;

beforeAll(async () => {
  [withTls, inClear] = [await stackWithTls(), await runProgram("dev", { "openops:preset": "dev" })];
  volume = await postgresVolume(certified(withTls, "database"));
});

describe.each(["with TLS", "in clear"] as const)("Superset %s", (kind) => {
  let analytics: Analytics;
  let web: Container;

  beforeAll(async () => {
    analytics = await (kind === "with TLS"
      ? Analytics.start(volume, withTls, { database: {}, cache: {} })
      : Analytics.start(volume, inClear));
    expect(await analytics.prepare()).toEqual({ status: 0, log: "" });
    web = await analytics.run(supersetStart);
  }, 60_000);

  afterAll(() => analytics.stop());

  test("migrates its database, makes its account and serves", async () => {
    expect(await healthOf(web)).toBe(200);
    expect(await signIn(analytics.secret("ADMIN_PASSWORD"))).toBe(200);
    expect(await signIn("another")).toBe(401);
  }, 500_000);

  test("caches, keeps results and has tasks done through Redis, by the schedule too", async () => {
    const [worker, beat] = [await analytics.run(supersetWorker), await analytics.run(supersetBeat)];
    const { status, output, errors } = await web.exec(["python3", "-c", throughRedis]);

    expect((status === 0 ? output : errors).trim().split("\n").at(-1)).toBe('["kept", "kept", 2]');
    expect(await saying(worker, /Task reports\.scheduler\[.+\] succeeded/)).toMatch(
      /Task reports\.scheduler\[.+\] succeeded/,
    );
    expect(beat.log()).toContain("Sending due task reports.scheduler");
  }, 150_000);
});

describe("Superset where a stranger signed a certificate", () => {
  let analytics: Analytics;

  afterEach(() => analytics.stop());

  test("refuses Postgres", async () => {
    analytics = await Analytics.start(volume, withTls, { database: { authority: stranger }, cache: {} });
    const current = await analytics.run(["superset", "db", "current"]);

    expect(await current.ended).toBe(1);
    expect(current.log()).toContain("certificate verify failed");
  }, 60_000);

  test("refuses Redis", async () => {
    analytics = await Analytics.start(volume, withTls, { database: {}, cache: { authority: stranger } });
    const worker = await analytics.run(supersetWorker);

    expect(await saying(worker, /CERTIFICATE_VERIFY_FAILED/)).toMatch(
      /Cannot connect to rediss:.+CERTIFICATE_VERIFY_FAILED/,
    );
  }, 90_000);
});
