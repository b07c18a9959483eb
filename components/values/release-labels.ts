/** The variables by which a pod is told each release: one that makes a backup, and the app. */
export const releaseLabels = {
  openops: { backup: "OPENOPS_VERSION", app: "OPS_VERSION" },
  tables: { backup: "TABLES_VERSION", app: "OPS_OPENOPS_TABLES_VERSION" },
  analytics: { backup: "ANALYTICS_VERSION", app: "OPS_ANALYTICS_VERSION" },
} as const;
