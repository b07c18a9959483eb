#!/bin/sh
# Removes the control groups of a node once its supervisor has ended, however it did: the other end of this
# script's standard input is the supervisor's, and the kernel closes it.
# Argument: NAME-OF-THE-CONTROL-GROUP
cat > /dev/null
attempts=0
until [ -z "$(ls -d "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1" 2> /dev/null)" ] || [ "$attempts" -ge 100 ]; do
  # A group can be removed once its processes have ended.
  find "/sys/fs/cgroup/$1" /sys/fs/cgroup/*/"$1" -depth -type d -exec rmdir {} \; 2> /dev/null
  attempts=$((attempts + 1))
  sleep 0.1
done
