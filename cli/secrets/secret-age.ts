const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
] as const;

/** How long ago a time was, in its largest whole unit: `12 d`, `3 h`, `5 min`, `new`. */
export function ageText(since: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(since);
  const unit = units.find(({ ms }) => ageMs >= ms);
  return unit === undefined ? "new" : `${Math.floor(ageMs / unit.ms)} ${unit.name}`;
}
