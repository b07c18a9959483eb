import { z } from "zod";
import { quantity } from "./fields";
import type { Sizes } from "./size-classes";

function amounts([memory, cpu]: Sizes["requests"]) {
  return z
    .strictObject({
      cpu: quantity.default(cpu).describe("CPU, for instance 500m."),
      memory: quantity.default(memory).describe("Memory, for instance 512Mi."),
    })
    .prefault({});
}

/** What a container asks for and may use, with its defaults. */
export function resources({ requests, limits }: Sizes) {
  return z
    .strictObject({
      requests: amounts(requests).describe("What the scheduler reserves."),
      limits: amounts(limits).describe("What the container may use; more memory ends it."),
    })
    .prefault({});
}

/** Sizes in the form of the configuration. */
export function resourcesOf({ requests, limits }: Sizes) {
  const amountsOf = ([memory, cpu]: Sizes["requests"]) => ({ cpu, memory });
  return { requests: amountsOf(requests), limits: amountsOf(limits) };
}
