import type { ComponentName } from "../../../components/plan/component-name";

/** What people notice of a component's pods. */
interface ComponentWords {
  /** While it does not run. */
  readonly down: string;
  /** While new pods take over from old ones. */
  readonly rolling: string;
}

/** What people notice when the pods of a component restart or are gone. */
export const componentWords: Readonly<Record<ComponentName, ComponentWords>> = {
  gateway: {
    down: "OpenOps cannot be reached",
    rolling: "requests under way finish, live pages reconnect",
  },
  app: {
    down: "nobody can sign in, and no workflow starts",
    rolling: "requests under way finish, live pages reconnect",
  },
  engine: {
    down: "no workflow step runs",
    rolling: "steps under way have the time a pod gets to stop",
  },
  worker: {
    down: "no workflow runs; runs wait in the queue",
    rolling: "runs under way have the time a pod gets to stop",
  },
  tables: {
    down: "tables cannot be opened, and workflow steps that use them fail",
    rolling: "requests under way finish",
  },
  analytics: {
    down: "dashboards cannot be opened",
    rolling: "requests under way finish",
  },
  database: {
    down: "nothing of OpenOps works",
    rolling: "connections are made anew",
  },
  cache: {
    down: "no workflow starts or goes on; queued runs are kept on its volume",
    rolling: "connections are made anew",
  },
  "database-bootstrap": {
    down: "nothing",
    rolling: "nothing",
  },
  "database-exporter": {
    down: "nobody sees how Postgres is",
    rolling: "a look or two is missing",
  },
  "cache-exporter": {
    down: "nobody sees how Redis and the queues are",
    rolling: "a look or two is missing",
  },
  backup: {
    down: "no backup is made",
    rolling: "nothing",
  },
};

/** The words for a component by its label; undefined for pods of no known component. */
export function wordsOf(component: string | undefined): ComponentWords | undefined {
  return Object.entries(componentWords).find(([name]) => name === component)?.[1];
}
