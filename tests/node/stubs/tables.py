"""Stands for tables: what it does at start and while it runs, from its environment alone."""
import json
import os
import signal
import subprocess
import sys
import threading
import time

import psycopg2
import redis

from service import end_check, environment_of, refuse, retry, serve, token_of

env = environment_of("tables")
OPTIONS = json.loads(env.get("DATABASE_OPTIONS", "{}"))
MEDIA = "/baserow/data/media"
USER = 9999


def connect(options):
    return psycopg2.connect(
        host=env["DATABASE_HOST"],
        port=env["DATABASE_PORT"],
        dbname=env["DATABASE_NAME"],
        user=env["DATABASE_USER"],
        password=env["DATABASE_PASSWORD"],
        **options,
    )


# The check at start knows nothing of the options; only libpq's own variables protect it.
retry(int(env.get("BASEROW_POSTGRES_STARTUP_CHECK_ATTEMPTS", 5)), lambda: connect({}).close())
if "rediss:" in env["REDIS_URL"] and "ssl_cert_reqs=required" not in env["REDIS_URL"]:
    refuse("REDIS_URL leaves the server unverified")
cache = redis.Redis.from_url(env["REDIS_URL"])
retry(5, cache.ping)
end_check()

with open("/opt/migrations.json", encoding="utf-8") as file:
    MIGRATIONS = json.load(file)

with connect(OPTIONS) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT pg_advisory_xact_lock(123456)")
    cursor.execute("CREATE TABLE IF NOT EXISTS django_migrations (id serial PRIMARY KEY, name text NOT NULL)")
    cursor.execute("SELECT name FROM django_migrations")
    RUN = {name for (name,) in cursor.fetchall()}
    for migration in MIGRATIONS:
        if migration["name"] not in RUN:
            cursor.execute(migration["sql"])
            cursor.execute("INSERT INTO django_migrations (name) VALUES (%s)", [migration["name"]])

# The supervisor runs as root and starts its children as another user, who owns the files.
os.makedirs(MEDIA, exist_ok=True)
os.chown(MEDIA, USER, USER)
subprocess.run(["/bin/sh", "-c", f"echo started >> {MEDIA}/log"], user=USER, group=USER, check=True)


def health(*_):
    # It asks neither store: seen of the backend's own answer.
    return 200, "OK"


def beat():
    """Ends with the first request that Redis leaves unanswered, and the supervisor ends all the others with it."""
    while True:
        try:
            cache.ping()
        except redis.ConnectionError as error:
            print(f"beat: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        time.sleep(1)


REFRESH, ACCESS = (token_of(env["BASEROW_JWT_SIGNING_KEY"], kind) for kind in ("refresh", "access"))


def sign_in(body, _):
    given = json.loads(body)
    right = given == {"email": env["BASEROW_ADMIN_USERNAME"], "password": env["BASEROW_ADMIN_PASSWORD"]}
    if not right:
        return 401, {"error": "ERROR_INVALID_CREDENTIALS"}
    return 200, {"token": ACCESS, "access_token": ACCESS, "refresh_token": REFRESH}


def renew(body, _):
    if json.loads(body) != {"refresh_token": REFRESH}:
        return 401, {"error": "ERROR_INVALID_REFRESH_TOKEN", "detail": "Refresh token is expired or invalid."}
    return 200, {"token": ACCESS, "access_token": ACCESS}


def workspaces(_, headers):
    if headers["Authorization"] != f"JWT {ACCESS}":
        return 401, {"error": "ERROR_INVALID_ACCESS_TOKEN", "detail": "Access token is expired or invalid."}
    return 200, [{"id": 1, "name": "OpenOps Workspace"}]


serve(
    "tables",
    80,
    {
        "/openops-tables/api/_health": health,
        "/openops-tables/api/user/token-auth": sign_in,
        "/openops-tables/api/user/token-refresh/": renew,
        "/openops-tables/api/workspaces/": workspaces,
    },
)
threading.Thread(target=beat, daemon=True).start()
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
signal.pause()
