#!/bin/sh
# As the official image's entrypoint, for a container that is not root.
set -e
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then
  set -- redis-server "$@"
fi
[ "$(umask)" != 0022 ] || umask 0077
exec "$@"
