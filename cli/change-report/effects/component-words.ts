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

/** What people notice when the pods of a component restart or are gone. */
export const componentWords: Readonly<Record<string, ServiceWords>> = {
  ...Object.fromEntries(allServices.map(({ id, words }) => [id, words])),
  ...otherWords,
};

/** The words for a component by its label; undefined for pods of no known component. */
export function wordsOf(component: string | undefined): ServiceWords | undefined {
  return Object.entries(componentWords).find(([name]) => name === component)?.[1];
}
