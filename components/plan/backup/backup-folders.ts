/** Where the pods of backups find things. */
export const backupFolders = {
  scripts: "/etc/openops/backup",
  backups: "/backups",
  /** The volume of tables. */
  tables: "/tables",
} as const;

/** The folder with uploaded files in the volume of tables. */
export const uploadsFolder = "media";

/** Names of the scripts. */
export const backupScripts = {
  save: "save.sh",
  saveDatabase: "save-database.sql",
  countRows: "count-rows.sql",
  describeRoles: "describe-roles.sql",
  restore: "restore.sh",
  carry: "carry.sh",
  fetch: "fetch.sh",
} as const;
