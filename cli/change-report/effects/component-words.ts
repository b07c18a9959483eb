import type { ComponentName } from "../../../components/plan/component-name";
import type { ServiceWords } from "../../../components/services/service";
import type { ServiceId } from "../../../components/services/service-registry";
import { allServices } from "../../../components/stack/declared-services";

/** What people notice when the pods of what is no service restart or are gone; services have words of their own. */
const otherWords: Readonly<Record<Exclude<ComponentName, ServiceId>, ServiceWords>> = {
  database: {
    down: "nothing of OpenOps works",
    rolling: "connections are made anew",
  },
  cache: {
    // Celery beat of tables ends when it loses Redis, and the pod of tables with it: Baserow 1.35.3 then took
    // 54 to 60 s of CPU to start, two minutes at the limit of half a CPU.
    down:
      "no workflow starts or goes on, and queued runs are kept on its volume; tables restarts with it, " +
      "and nobody can sign in until tables is back, one or two minutes later",
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

/** What people notice when the pods of a component restart or are gone. */
export const componentWords: Readonly<Record<string, ServiceWords>> = {
  ...Object.fromEntries(allServices.map(({ id, words }) => [id, words])),
  ...otherWords,
};

/** The words for a component by its label; undefined for pods of no known component. */
export function wordsOf(component: string | undefined): ServiceWords | undefined {
  return Object.entries(componentWords).find(([name]) => name === component)?.[1];
}
