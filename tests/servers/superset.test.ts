import { z } from "zod";
import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { analyticsImage } from "./images";
import { podSpecOf, secretOf } from "./pod-spec";

const settingsSchema = z.record(z.string(), z.unknown());

/** A configuration module as images of Superset have it. */
const imageConfig = `
import os
from cachelib.redis import RedisCache
ROW_LIMIT = 5000
helper = "not a setting"
CACHE_CONFIG = {"CACHE_TYPE": "RedisCache", "CACHE_KEY_PREFIX": "superset_", "CACHE_REDIS_HOST": os.environ["REDIS_HOST"]}
DATA_CACHE_CONFIG = CACHE_CONFIG
FILTER_STATE_CACHE_CONFIG = {"CACHE_TYPE": "SupersetMetastoreCache"}
RESULTS_BACKEND = RedisCache(host=os.environ["REDIS_HOST"], default_timeout=60, key_prefix="superset_results")
class CeleryConfig:
    broker_url = f"redis://{os.environ['REDIS_HOST']}:6379/2"
    result_backend = broker_url
    imports = ("superset.sql_lab",)
CELERY_CONFIG = CeleryConfig
`;

/** How releases of Superset load the file that SUPERSET_CONFIG_PATH names. */
const loaders = {
  "older releases": 'import imp; config = imp.load_source("superset_config", path)',
  "newer releases": `
import importlib.util
spec = importlib.util.spec_from_file_location("superset_config", path)
config = importlib.util.module_from_spec(spec)
spec.loader.exec_module(config)`,
};

const print = `
import inspect, json
from cachelib.redis import RedisCache
def plain(value):
    if isinstance(value, RedisCache):
        of = value._read_client.connection_pool.connection_kwargs
        url = f"redis://:{of.get('password')}@{of['host']}:{of['port']}/{of['db']}"
        return {"url": url, "default_timeout": value.default_timeout, "key_prefix": value.key_prefix}
    if not inspect.isclass(value):
        return value
    return {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
print(json.dumps({name: plain(getattr(config, name)) for name in dir(config) if name.isupper()}))
`;

let program: ProgramRun;
let redisUrl: string;

beforeAll(async () => {
  program = await runProgram("dev", { "openops:preset": "dev" });
  redisUrl = secretOf(program, "openops-analytics").OPENOPS_ANALYTICS_REDIS_URL ?? "";
});

/** The settings that Superset ends up with. */
async function settings(config: string | undefined, loader: keyof typeof loaders = "newer releases") {
  const script = [
    "import os, warnings",
    'warnings.simplefilter("ignore")',
    'path = os.environ["SUPERSET_CONFIG_PATH"]',
    loaders[loader],
    print,
  ].join("\n");
  const container = await Container.start(podSpecOf(program, "openops-analytics"), analyticsImage(config), {
    command: ["python3", "-c", script],
  });
  const status = await container.ended;
  const log = container.log();
  expect({ status, log }).toEqual({ status: 0, log: expect.stringMatching(/^\{.*\}\n$/) });
  return settingsSchema.parse(JSON.parse(log));
}

describe("analytics' configuration", () => {
  test.each(["older releases", "newer releases"] as const)(
    "puts Redis' URL where it belongs and keeps the image's other settings, loaded as by %s",
    async (loader) => {
      const cache = {
        CACHE_TYPE: "RedisCache",
        CACHE_KEY_PREFIX: "superset_",
        CACHE_REDIS_HOST: "redis.openops-dev.svc",
        CACHE_REDIS_URL: redisUrl,
      };

      expect(redisUrl).toMatch(/^redis:\/\/:[^@]+@redis\.openops-dev\.svc:6379\/2$/);
      expect(await settings(imageConfig, loader)).toEqual({
        ROW_LIMIT: 5000,
        CACHE_CONFIG: cache,
        DATA_CACHE_CONFIG: cache,
        FILTER_STATE_CACHE_CONFIG: { CACHE_TYPE: "SupersetMetastoreCache" },
        RESULTS_BACKEND: { url: redisUrl, default_timeout: 60, key_prefix: "superset_results" },
        CELERY_CONFIG: { broker_url: redisUrl, result_backend: redisUrl, imports: ["superset.sql_lab"] },
      });
    },
  );

  test("leaves off what the image does", async () => {
    expect(await settings("CELERY_CONFIG = None\nRESULTS_BACKEND = None\n")).toEqual({
      CELERY_CONFIG: null,
      RESULTS_BACKEND: null,
    });
  });

  test("works where the image has no configuration", async () => {
    expect(await settings(undefined)).toEqual({});
  });
});
