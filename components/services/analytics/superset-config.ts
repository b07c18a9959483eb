/**
 * Superset's configuration on top of the image's own. Superset builds its Redis URLs from a host and
 * a port alone, so the password has to be put in here. The image's module is found beside this file
 * through the import path, since this one is loaded instead of it.
 */
export const supersetConfigSource = `
import importlib.machinery
import importlib.util
import os
import sys

_here = os.path.dirname(os.path.realpath(os.environ["SUPERSET_CONFIG_PATH"]))
_elsewhere = [path for path in sys.path if os.path.realpath(path or ".") != _here]
_spec = importlib.machinery.PathFinder.find_spec("superset_config", _elsewhere)
if _spec is not None:
    _image = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_image)
    globals().update({name: value for name, value in vars(_image).items() if name.isupper()})

_redis_url = os.environ["OPENOPS_ANALYTICS_REDIS_URL"]
for _name in [name for name in globals() if name.endswith("CACHE_CONFIG")]:
    _cache = globals()[_name]
    if isinstance(_cache, dict) and _cache.get("CACHE_TYPE") == "RedisCache":
        globals()[_name] = {**_cache, "CACHE_REDIS_URL": _redis_url}

# Results of SQL Lab have a client of their own, which takes a client of Redis as well as a host.
_results = globals().get("RESULTS_BACKEND")
if type(_results).__name__ == "RedisCache":
    import redis

    RESULTS_BACKEND = type(_results)(
        host=redis.Redis.from_url(_redis_url),
        default_timeout=_results.default_timeout,
        key_prefix=_results.key_prefix,
    )

if globals().get("CELERY_CONFIG"):
    CELERY_CONFIG = type(
        "CeleryConfig",
        (globals()["CELERY_CONFIG"],),
        {"broker_url": _redis_url, "result_backend": _redis_url},
    )
`.trimStart();
