#!/bin/sh
# Debian's nginx, with the stream module that the official image has built in.
load='load_module /usr/lib/nginx/modules/ngx_stream_module.so;'
given=no
for argument; do
  shift
  [ "$given" = yes ] && argument="$load $argument" && given=done
  [ "$argument" = -g ] && given=yes
  set -- "$@" "$argument"
done
[ "$given" = done ] || set -- "$@" -g "$load"
exec /usr/sbin/nginx.debian "$@"
