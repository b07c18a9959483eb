# The image's own configuration, which the stack's file builds upon.
import os

ROW_LIMIT = 5000
CACHE_CONFIG = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_HOST": os.environ["REDIS_HOST"]}
