#!/bin/sh
# Runs a program of a Debian system as one of its users, in another network and with a folder as /srv.
# Arguments: NETWORK SYSTEM FOLDER USER COMMAND...; what it starts ends with it.
set -eu
network="$1" system="$2" folder="$3" user="$4"
shift 4
# shellcheck disable=SC2016 # The inner shell reads its own arguments.
inside='
  system="$1" folder="$2" user="$3"
  shift 3
  mount --bind "$folder" "$system/srv"
  mount --rbind /dev "$system/dev"
  # This shell stays: a process that becomes another user is no longer killed with its parent.
  chroot "$system" setpriv --reuid "$user" --regid "$user" --clear-groups -- "$@" &
  wait "$!"
'
exec setpriv --pdeathsig KILL nsenter "--net=$network" \
  unshare --mount --propagation private --pid --fork --kill-child -- \
  sh -euc "$inside" sh "$system" "$folder" "$user" "$@"
