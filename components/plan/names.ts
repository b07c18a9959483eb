import { declaredServices } from "../stack/declared-services";
import { exporters } from "./monitoring/exporters";
import type { ComponentName } from "./component-name";

/** Names that people, DNS and data know things by; they never change. */
export const storeNames = {
  database: { name: "postgres", headless: "postgres-headless", claim: "data-postgres-0" },
  cache: { name: "redis", headless: "redis-headless", claim: "data-redis-0" },
} as const;

/** The identifier of a server in a cloud, where the configuration gives none. */
export function defaultIdentifier(namespace: string, name: string): string {
  return `${namespace}-${name}`;
}

/** The claim template of both StatefulSets; a pod's claim is `<template>-<StatefulSet>-<ordinal>`. */
export const claimTemplate = "data";

/** The CronJobs of backups, the account of their pods, and the claim that keeps backups in the cluster. */
export const backupNames = {
  backup: "openops-backup",
  restore: "openops-restore",
  claim: "openops-backups",
} as const;

/** The namespace of a stack that names none. */
export function defaultNamespace(stack: string): string {
  return `openops-${stack.toLowerCase().replace(/[^a-z0-9-]+/g, "-")}`;
}

/** The object name and `app` label of a component. */
export function objectName(component: ComponentName): string {
  switch (component) {
    case "database":
    case "cache":
      return storeNames[component].name;
    case "database-bootstrap":
      return "openops-database-bootstrap";
    case "database-exporter":
    case "cache-exporter":
      return exporters[component].name;
    case "backup":
      return backupNames.backup;
    default:
      return declaredServices[component].name;
  }
}

/** The names of all Deployments and StatefulSets that a stack may have. */
export const workloadNames: readonly string[] = [
  ...Object.values(declaredServices),
  ...Object.values(storeNames),
  ...Object.values(exporters),
].map(({ name }) => name);

/**
 * The label that tells the pods of this stack from those of others with the same names: it has the namespace, which
 * never changes, so that no selector follows a stack that is renamed.
 */
export const instanceLabel = "app.kubernetes.io/instance";

/** What labels are of. */
interface Labelled {
  readonly namespace: string;
  /** The labels that a configuration gives every object. */
  readonly labels: Readonly<Record<string, string>>;
}

type Labels = Readonly<Record<string, string>>;

function appLabel(component: ComponentName) {
  return { app: objectName(component) } as const;
}

function instanceOf({ namespace }: Pick<Labelled, "namespace">): Labels {
  return { [instanceLabel]: namespace };
}

/** The labels by which a Deployment, StatefulSet or Service knows its pods. They never change. */
export function selectorLabels(component: ComponentName, plan: Pick<Labelled, "namespace">): Labels {
  return { ...appLabel(component), ...instanceOf(plan) };
}

/** The same of a time when pods had no label with the stack that they are of. */
export const formerSelectorLabels: (component: ComponentName) => Labels = appLabel;

const partOf = { "app.kubernetes.io/part-of": "openops" } as const;
const managedBy = { "app.kubernetes.io/managed-by": "pulumi" } as const;

/** The labels by which everything of a stack is known. */
export function ownLabels(plan: Pick<Labelled, "namespace">): Labels {
  return { ...partOf, ...instanceOf(plan) };
}

/** The same of a time when nothing had a label with the stack that it is of. */
export const formerOwnLabels: Labels = partOf;

/** Whether labels have all of those that are wanted. */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

/** The labels of an object that belongs to the stack as a whole. */
export function stackLabels(plan: Labelled): Labels {
  return { ...plan.labels, ...ownLabels(plan), ...managedBy };
}

/** The label by which NetworkPolicies tell the pods of a component, its one-time Jobs included, from others of the stack. */
export function componentLabel(component: ComponentName): Labels {
  return { "app.kubernetes.io/component": component };
}

/** The labels of an object that belongs to a component. */
export function objectLabels(component: ComponentName, plan: Labelled): Labels {
  return {
    ...stackLabels(plan),
    ...appLabel(component),
    "app.kubernetes.io/name": objectName(component),
    ...componentLabel(component),
  };
}
