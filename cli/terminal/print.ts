/** Prints what a command is asked for. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints progress, beside what a command is asked for. */
export function report(line: string): void {
  process.stderr.write(`${line}\n`);
}
