/** The clouds that a stack can use. */
export const cloudNames = ["aws", "gcp", "azure"] as const;

export type CloudName = (typeof cloudNames)[number];
