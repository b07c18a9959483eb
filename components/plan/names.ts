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

/** The labels by which a Deployment, StatefulSet or Service knows its pods. They never change. */
export function selectorLabels(component: ComponentName) {
  return { app: objectName(component) } as const;
}

const partOf = { "app.kubernetes.io/part-of": "openops" } as const;
const managedBy = { "app.kubernetes.io/managed-by": "pulumi" } as const;

/** The labels that a configuration gives every object. */
interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

/** The labels of an object that belongs to the stack as a whole. */
export function stackLabels({ labels }: Labelled): Readonly<Record<string, string>> {
  return { ...labels, ...partOf, ...managedBy };
}

/** The labels by which NetworkPolicies know the pods of a component, its one-time Jobs included. */
export function componentLabels(component: ComponentName) {
  return { ...partOf, "app.kubernetes.io/component": component } as const;
}

/** The labels of an object that belongs to a component. */
export function objectLabels(
  component: ComponentName,
  { labels }: Labelled,
): Readonly<Record<string, string>> {
  return {
    ...labels,
    ...selectorLabels(component),
    "app.kubernetes.io/name": objectName(component),
    ...componentLabels(component),
    ...managedBy,
  };
}
