import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const mountPoint = "/sys/fs/cgroup";

/** The roots of all hierarchies: one with version 2 of control groups, several with version 1. */
function hierarchies(): readonly string[] {
  return existsSync(join(mountPoint, "cgroup.controllers"))
    ? [mountPoint]
    : readdirSync(mountPoint).map((name) => join(mountPoint, name));
}

/** Makes a control group in every hierarchy. */
export function makeControlGroup(name: string): void {
  for (const hierarchy of hierarchies()) {
    mkdirSync(join(hierarchy, name), { recursive: true });
    // With version 1 a new group has no processors until it is given some.
    for (const setting of ["cpuset.cpus", "cpuset.mems"]) {
      const own = join(hierarchy, name, setting);
      if (existsSync(join(hierarchy, setting)) && readFileSync(own, "utf8").trim() === "") {
        writeFileSync(own, readFileSync(join(hierarchy, setting), "utf8"));
      }
    }
  }
}

/** Whether a control group is in any hierarchy. */
export function controlGroupExists(name: string): boolean {
  return hierarchies().some((hierarchy) => existsSync(join(hierarchy, name)));
}
