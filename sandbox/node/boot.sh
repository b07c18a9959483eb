#!/bin/sh
# Turns the namespaces that unshare has just made into a node and hands over to its first process.
# Arguments: COMMAND...; everything else comes from the environment that supervisor.ts sets.
set -eu
# The supervisor lets nobody else read what it writes; users of containers have to.
umask 022

root="$NODE_FOLDER/root"
mkdir -p "$root" "$NODE_FOLDER/changes" "$NODE_FOLDER/work"
mount -t overlay -o "lowerdir=$NODE_SYSTEM,upperdir=$NODE_FOLDER/changes,workdir=$NODE_FOLDER/work" node "$root"
mount -t proc proc "$root/proc"
# A new sysfs, because the one of the machine shows the machine's network.
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=0755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"

# What lasts is kept off the overlay: containerd stacks overlays of its own.
share() {
  mkdir -p "$NODE_FOLDER/$1" "$root$2"
  mount --bind "$NODE_FOLDER/$1" "$root$2"
}
share etc /etc/node
share containerd /var/lib/containerd
share kubelet /var/lib/kubelet
share logs /var/log
share volumes /var/lib/volumes
for tool in $NODE_TOOLS; do
  place="$root/usr/local/bin/${tool##*/}"
  : > "$place"
  mount --bind "$(readlink -f "$tool")" "$place"
done

# The kubelet insists on these, and they belong to the whole machine. It is shown files that say so already.
mkdir -p "$root/run/sysctl"
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
  kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
  name="${setting%=*}" value="${setting#*=}"
  if [ "$(cat "/proc/sys/$name")" != "$value" ]; then
    file="$root/run/sysctl/$(echo "$name" | tr / .)"
    echo "$value" > "$file"
    mount --bind "$file" "$root/proc/sys/$name"
  fi
done

# A second network stands for the world outside the cluster. Neither leads to the machine's.
ip() { chroot "$root" ip "$@"; }
ip link set lo up
for address in $NODE_OWN_ADDRESSES; do
  ip address add "$address/32" dev lo
done
ip netns add external
ip link add uplink type veth peer name uplink netns external
ip address add "$NODE_ADDRESS/$NODE_PREFIX_LENGTH" dev uplink
ip link set uplink up
ip route add default via "$NODE_EXTERNAL_ADDRESS"
ip -n external link set lo up
ip -n external address add "$NODE_EXTERNAL_ADDRESS/$NODE_PREFIX_LENGTH" dev uplink
ip -n external address add "$NODE_METADATA_ADDRESS/32" dev lo
ip -n external link set uplink up
ip -n external route add default via "$NODE_ADDRESS"
echo 1 > /proc/sys/net/ipv4/ip_forward

# Containers begin at the root of this namespace, so that has to be the node's. The machine's files stay in
# sight below it for the command, whose program lies there.
mkdir -p "$root/machine"
cd "$root"
pivot_root . machine
exec /usr/bin/tini-static -- chroot /machine "$@"
