import { z } from "zod";

/** The form of `manifest.json`, in which a backup says what is in it. */
export const manifestSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  openops: z.string(),
  tables: z.string(),
  analytics: z.string(),
  postgresMajor: z.string(),
  encryptionKey: z.string(),
  uploads: z.number(),
  files: z.array(z.object({ name: z.string(), bytes: z.number(), sha256: z.string() })),
  databases: z.array(
    z.object({
      service: z.string(),
      database: z.string(),
      owner: z.string(),
      rows: z.array(z.tuple([z.string(), z.number()])),
    }),
  ),
});

/** What a backup says of itself. */
export type Manifest = z.output<typeof manifestSchema>;

/** The manifests among the lines that a pod printed, in the order of their time. */
export function manifestsIn(lines: readonly string[]): readonly Manifest[] {
  return lines
    .filter((line) => line.startsWith("{"))
    .flatMap((line) => {
      const parsed = manifestSchema.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    })
    .sort((a, b) => a.id.localeCompare(b.id, "en"));
}

/** Heads of the columns that a backup is listed in. */
export const manifestHead = ["backup", "made", "took", "OpenOps", "Postgres", "rows", "files", "size", "key"];

/** A backup in columns. */
export function manifestRow(manifest: Manifest): readonly string[] {
  const { id, startedAt, finishedAt, openops, postgresMajor, uploads, files, encryptionKey } = manifest;
  const seconds = Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    id,
    startedAt,
    `${seconds} s`,
    openops,
    postgresMajor,
    String(rowsOf(manifest)),
    String(uploads),
    sizeText(bytes),
    encryptionKey,
  ];
}

/** How many rows all its tables have. */
export function rowsOf({ databases }: Manifest): number {
  return databases.flatMap(({ rows }) => rows).reduce((sum, [, count]) => sum + count, 0);
}

function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = bytes === 0 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** step;
  return `${step === 0 ? value : value.toFixed(1)} ${units[step]}`;
}
