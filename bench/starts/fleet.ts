import { AuditLog } from "../../sandbox";
import { report } from "../../cli/terminal/print";
import { helmCandidate, ownCandidate, renderStack, type Candidate, type Workshop } from "../candidates";
import type { FleetFigures } from "../figures/figures";
import { measurePhase } from "../measured-phases";

/** Numbers of tenants at which figures are taken. */
export const fleetSizes: readonly number[] = [1, 10, 50];

type FleetSize = FleetFigures["sizes"][number];

interface FleetArgs {
  readonly workshop: Workshop;
  readonly sizes: readonly number[];
  readonly candidate: (tenant: string) => Candidate;
}

/** The stacks of a fleet with this program. */
export function ownTenant(workshop: Workshop): FleetArgs["candidate"] {
  return (tenant) => {
    workshop.checkout.configure(tenant, { preset: "dev" });
    return ownCandidate(workshop, tenant);
  };
}

/** The releases of a fleet with Helm. */
export function helmTenant(workshop: Workshop): FleetArgs["candidate"] {
  return (tenant) => {
    workshop.checkout.configure(tenant, { preset: "dev" });
    return helmCandidate(workshop, tenant, renderStack(workshop, tenant).objects);
  };
}

/** Brings tenants up one after the other on one cluster, and takes figures at the sizes asked for. */
export async function measureFleet({ workshop, sizes, candidate }: FleetArgs): Promise<readonly FleetSize[]> {
  const { cluster } = workshop;
  const audit = new AuditLog(cluster.auditLog, cluster.deployerUser);
  const taken: FleetSize[] = [];
  const totals = { seconds: 0 };
  for (let tenants = 1; tenants <= Math.max(...sizes); tenants += 1) {
    const one = candidate(`tenant-${tenants}`);
    report(`${one.name}, tenant ${tenants} of ${Math.max(...sizes)}`);
    const position = audit.position();
    const last = await measurePhase(one, "first up");
    totals.seconds += last.seconds;
    if (sizes.includes(tenants)) {
      const requestsOfLast = audit.requestsSince(position).length;
      const preview = await measurePhase(one, "no-change preview");
      taken.push({
        tenants,
        candidate: one.name,
        seconds: totals.seconds,
        secondsOfLast: last.seconds,
        requestsOfLast,
        secondsOfPreview: preview.seconds,
      });
    }
  }
  return taken;
}
