/** GitHub takes 65,536 characters. */
const lengthLimit = 65_000;

const fullDifference = /\n*<details>[^]*<\/details>\n*$/;

/**
 * Reports of several stacks as one comment. Where they are too long together, full differences go, the
 * last stack's first, then the ends of what is left.
 */
export function joinedReports(reports: readonly string[]): string {
  const told = reports.filter((report) => report !== "");
  if (told.length === 0) {
    return "No stack changes.\n";
  }
  const shortened = told.reduceRight<readonly string[]>(
    (parts, _, index) =>
      lengthOf(parts) <= lengthLimit
        ? parts
        : parts.map((part, at) => (at === index ? withoutDetails(part) : part)),
    told,
  );
  const share = Math.floor(lengthLimit / shortened.length);
  const parts = lengthOf(shortened) <= lengthLimit ? shortened : shortened.map((part) => cut(part, share));
  return parts.join("\n");
}

function lengthOf(parts: readonly string[]): number {
  return parts.join("\n").length;
}

function withoutDetails(report: string): string {
  return report.replace(fullDifference, "\n\nThe full difference is left out here.\n");
}

/** Cut at a line's end, so that no table row and no code is left open in the middle. */
function cut(report: string, length: number): string {
  if (report.length <= length) {
    return report;
  }
  const note = "\n\n… cut here\n";
  const kept = report.slice(0, length - note.length - 4);
  const whole = kept.slice(0, kept.lastIndexOf("\n"));
  const open = (whole.match(/^`{3,}/gm) ?? []).length % 2 === 1;
  return `${whole}${open ? "\n```" : ""}${note}`;
}
