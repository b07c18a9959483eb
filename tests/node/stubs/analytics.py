"""Stands for analytics: what Superset does at start and while it runs, from its environment alone."""
import importlib.util
import json
import os
import signal

import psycopg2
import redis

from service import end_check, environment_of, refuse, retry, serve, token_of

env = environment_of("analytics")
spec = importlib.util.spec_from_file_location("superset_config", env["SUPERSET_CONFIG_PATH"])
config = importlib.util.module_from_spec(spec)
spec.loader.exec_module(config)
if getattr(config, "ROW_LIMIT", None) != 5000:
    refuse("the configuration of the image is lost")
if os.environ.get("SUPERSET_FEATURE_ALLOW_ADHOC_SUBQUERY") != "true":
    refuse("SUPERSET_FEATURE_ALLOW_ADHOC_SUBQUERY is not true")


def connect():
    # As SQLAlchemy does with the URI that Superset joins: nothing of TLS in it.
    return psycopg2.connect(
        f"{env['DATABASE_DIALECT']}://{env['DATABASE_USER']}:{env['DATABASE_PASSWORD']}"
        f"@{env['DATABASE_HOST']}:{env['DATABASE_PORT']}/{env['DATABASE_DB']}"
    )


cache = redis.Redis.from_url(config.CACHE_CONFIG["CACHE_REDIS_URL"])
retry(5, lambda: connect().close())
retry(5, cache.ping)
end_check()

with connect() as connection, connection.cursor() as cursor:
    cursor.execute("SELECT to_regclass('public.dashboard')")
    if cursor.fetchone()[0] is None:
        # Without a lock, like Alembic.
        cursor.execute("CREATE TABLE dashboard (id serial PRIMARY KEY, title text NOT NULL)")


def health(*_):
    return 200, "OK"


ACCESS, GUEST = (token_of(env["SUPERSET_SECRET_KEY"], kind) for kind in ("access", "guest"))
DASHBOARD = "6f8a52c7-94a5-4f5e-8a70-0a4f5c1d2b3e"
REFUSED = 401, {"message": "Unauthorized"}


def log_in(body, _):
    given = json.loads(body)
    right = (given["username"], given["password"]) == ("admin", env["ADMIN_PASSWORD"])
    return (200, {"access_token": ACCESS}) if right else REFUSED


def embedded(_, headers):
    return (200, {"result": {"uuid": DASHBOARD}}) if headers["Authorization"] == f"Bearer {ACCESS}" else REFUSED


def guest_token(body, headers):
    if headers["Authorization"] != f"Bearer {ACCESS}":
        return REFUSED
    known = json.loads(body)["resources"] == [{"type": "dashboard", "id": DASHBOARD}]
    return (200, {"token": GUEST}) if known else (400, {"message": "EmbeddedDashboard not found."})


def roles(_, headers):
    return (200, {"result": {"roles": {"Public": []}}}) if headers["X-GuestToken"] == GUEST else REFUSED


serve(
    "analytics",
    8088,
    {
        "/health": health,
        "/openops-analytics/api/v1/security/login": log_in,
        "/openops-analytics/api/v1/security/guest_token": guest_token,
        "/openops-analytics/api/v1/dashboard/finops/embedded": embedded,
        "/openops-analytics/api/v1/me/roles/": roles,
    },
)
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
signal.pause()
