/** Variables with the releases of services, for the pods of backups and for the app. */
export const releaseLabels = {
  openops: { backup: "OPENOPS_VERSION", app: "OPS_VERSION" },
  tables: { backup: "TABLES_VERSION", app: "OPS_OPENOPS_TABLES_VERSION" },
  analytics: { backup: "ANALYTICS_VERSION", app: "OPS_ANALYTICS_VERSION" },
} as const;
