#!/bin/sh
# Runs a command in the namespaces that `unshare` has just made.
# Arguments: FOLDER-OF-SYSTEMS SCRATCH-FOLDER COMMAND...
set -eu
export OPENOPS_SERVERS="$1" OPENOPS_SERVERS_SCRATCH="$2"
shift 2

mount -t proc proc /proc
"$OPENOPS_SERVERS/trixie/root/usr/bin/busybox" ip link set lo up

# Everything the tests write is gone with the namespace.
mount -t tmpfs -o mode=0755 tmpfs "$OPENOPS_SERVERS_SCRATCH"
echo "127.0.0.1 localhost" > "$OPENOPS_SERVERS_SCRATCH/hosts"
mount --bind "$OPENOPS_SERVERS_SCRATCH/hosts" /etc/hosts

# Not exec: this shell is the first process of the namespace and takes over orphans.
"$@"
