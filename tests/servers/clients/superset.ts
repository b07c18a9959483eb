import { analyticsImage, type Image } from "../images";
import { scratchFile } from "../machine";

/**
 * The settings by which images of Superset connect: its own ones are made by docker/pythonpath_dev of apache/superset
 * 4.1, with the same variables. The results of SQL Lab are in Redis, as Superset's documentation has them.
 */
const config = `
import os
from cachelib.redis import RedisCache

def _of(name):
    return os.environ[name]

SQLALCHEMY_DATABASE_URI = (
    f"{_of('DATABASE_DIALECT')}://{_of('DATABASE_USER')}:{_of('DATABASE_PASSWORD')}"
    f"@{_of('DATABASE_HOST')}:{_of('DATABASE_PORT')}/{_of('DATABASE_DB')}"
)
_server = f"redis://{_of('REDIS_HOST')}:{_of('REDIS_PORT')}"
CACHE_CONFIG = {
    "CACHE_TYPE": "RedisCache",
    "CACHE_DEFAULT_TIMEOUT": 300,
    "CACHE_KEY_PREFIX": "superset_",
    "CACHE_REDIS_HOST": _of("REDIS_HOST"),
    "CACHE_REDIS_PORT": _of("REDIS_PORT"),
    "CACHE_REDIS_DB": _of("REDIS_RESULTS_DB"),
}
DATA_CACHE_CONFIG = CACHE_CONFIG
RESULTS_BACKEND = RedisCache(host=_of("REDIS_HOST"), port=int(_of("REDIS_PORT")), key_prefix="superset_results")

class CeleryConfig:
    broker_url = f"{_server}/{_of('REDIS_CELERY_DB')}"
    result_backend = f"{_server}/{_of('REDIS_RESULTS_DB')}"
    imports = ("superset.sql_lab", "superset.tasks.scheduler")
    worker_prefetch_multiplier = 1
    task_acks_late = False
    # Every second, so that a test sees it.
    beat_schedule = {"reports.scheduler": {"task": "reports.scheduler", "schedule": 1}}

CELERY_CONFIG = CeleryConfig
FEATURE_FLAGS = {"ALERT_REPORTS": True}
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
`;

/** What the image does at every start: migrations, accounts, roles, then the web server. */
const entrypoint = `#!/bin/sh
set -e
superset db upgrade
superset fab create-admin --username admin --email admin@localhost --password "$ADMIN_PASSWORD" \\
  --firstname Superset --lastname Admin
superset init
exec gunicorn --bind 0.0.0.0:8088 --access-logfile - --error-logfile - --workers 1 --worker-class gevent \\
  --log-level "$GUNICORN_LOGLEVEL" --timeout 120 "superset.app:create_app()"
`;

/** The command that starts the image. */
export const supersetStart: readonly string[] = ["/app/docker-entrypoint.sh"];

const celery = ["celery", "--app=superset.tasks.celery_app:app"] as const;

/** The processes that work beside the web server where an installation has them, as docker-bootstrap.sh starts them. */
export const supersetWorker: readonly string[] = [
  ...celery,
  "worker",
  "-O",
  "fair",
  "-l",
  "INFO",
  "--concurrency=1",
];
export const supersetBeat: readonly string[] = [
  ...[...celery, "beat", "-l", "INFO", "--pidfile", "/tmp/celerybeat.pid", "-s", "/tmp/celerybeat-schedule"],
];

/** Superset as its authors publish it, in place of the image of analytics. */
export function supersetImage(): Image {
  const image = analyticsImage(config);
  return {
    ...image,
    workingFolder: "/app",
    files: {
      ...image.files,
      "/app/docker-entrypoint.sh": scratchFile("docker-entrypoint.sh", entrypoint),
    },
    environment: {
      ...image.environment,
      FLASK_APP: "superset.app:create_app()",
      // The image's own is a folder of the user; here that is one which everybody can write to.
      SUPERSET_HOME: "/tmp/superset_home",
    },
  };
}
