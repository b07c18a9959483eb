import { sizeNames } from "../../components/config/fields/size-classes";
import { processesMadeReady, workerNeeds } from "../../components/services/worker/worker-settings";
import { configOf, faultsOf } from "../support/configuration";
import { environmentOf } from "../support/environment";
import { releaseWithWorkers } from "../support/docs/releases";

const sized = (size: string, worker = {}) => ({ ...releaseWithWorkers, size, services: { worker } });

describe.each([
  { size: "small", neededMi: 1740, memory: "1792Mi", cpu: "500m", atOnce: "1" },
  { size: "medium", neededMi: 2376, memory: "2560Mi", cpu: "500m", atOnce: "1" },
  { size: "large", neededMi: 6756, memory: "7Gi", cpu: "1", atOnce: "2" },
])("a worker of the size $size", ({ size, neededMi, memory, cpu, atOnce }) => {
  test("has the memory that its processes can take, and is refused with a MiB less", () => {
    const { worker } = configOf(sized(size)).services;
    const limits = (given: string) => sized(size, { resources: { limits: { memory: given } } });

    expect(worker.resources.limits.memory).toBe(memory);
    expect(faultsOf({ preset: "dev", ...limits(`${neededMi}Mi`) })).toEqual([]);
    expect(faultsOf({ preset: "dev", ...limits(`${neededMi - 1}Mi`) })[0]).toContain(
      `expected at least ${neededMi}Mi for `,
    );
  });

  test("makes no more processes ready at once than it has CPU for", () => {
    const { requests } = configOf(sized(size)).services.worker.resources;

    expect(requests.cpu).toBe(cpu);
    expect(environmentOf("worker", sized(size))?.plain.OPS_ENGINE_COLD_FORK_CONCURRENCY).toBe(atOnce);
  });
});

test.each([
  ["150m", 1],
  ["500m", 1],
  ["799m", 1],
  ["800m", 2],
  ["2", 5],
])("with %s of CPU %i may be made ready at once, with one more for the pool each", (cpu, expected) => {
  expect(processesMadeReady(cpu)).toBe(expected);
});

test("every size requests the CPU with which processes were ready in time", () => {
  expect(sizeNames.map((size) => faultsOf({ preset: "dev", ...sized(size) }))).toEqual([[], [], []]);
  expect(workerNeeds.cpu).toBe("500m");
});
