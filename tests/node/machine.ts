import { readdirSync, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";

/** What a node could leave on a machine: its control groups, network interfaces, mounts and settings, sorted. */
export function tracesOnMachine(controlGroup: string): readonly string[] {
  const groups = ["/sys/fs/cgroup", ...readdirSync("/sys/fs/cgroup").map((name) => `/sys/fs/cgroup/${name}`)];
  const inGroups = groups.flatMap((folder) => {
    try {
      return readdirSync(folder).flatMap((name) => (name === controlGroup ? [`${folder}/${name}`] : []));
    } catch {
      // A control file, not a folder.
      return [];
    }
  });
  const interfaces = readFileSync("/proc/net/dev", "utf8").match(/^\s*\S+:/gm) ?? [];
  const mounts = readFileSync("/proc/self/mounts", "utf8").trim().split("\n");
  const sysctls = ["vm/overcommit_memory", "kernel/panic", "kernel/panic_on_oops", "net/ipv4/ip_forward"].map(
    (name) => `${name} ${readFileSync(`/proc/sys/${name}`, "utf8").trim()}`,
  );
  return [...inGroups, ...interfaces.map((text) => text.trim()), ...mounts, ...sysctls].sort();
}

/** The command lines of all processes that have a text in them, such as a cluster's folder. */
export function processesOf(text: string): readonly string[] {
  const all = execFileSync("ps", ["-axww", "-o", "command="], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(text) && !line.startsWith("ps "));
}
