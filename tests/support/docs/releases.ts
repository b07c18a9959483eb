export { executions } from "../../../components/values/releases";

/** Stands for a release with workers, of which none is published yet: its images have to be named one by one. */
export const releaseWithWorkers = {
  execution: "worker",
  version: "0.7.0",
  images: { tables: { tag: "0.3.0" }, analytics: { tag: "0.15.0" } },
} as const;

/** A release for each program that runs flows, as configuration. */
export const releaseWith = { engine: { execution: "engine" }, worker: releaseWithWorkers } as const;
