import { report } from "./print";

/** Warnings of the engine and the API server that say nothing a reader could act on. */
const expected: readonly RegExp[] = [
  // The launcher is put there by the command.
  /using pulumi-language-nodejs from \$PATH/,
  // Finished by this very run.
  /pending operations from previous deployment/,
];

/** Shows warnings, once each. */
export function showWarnings(warnings: readonly string[]): void {
  for (const warning of new Set(warnings)) {
    if (!expected.some((pattern) => pattern.test(warning))) {
      report(`warning: ${warning}`);
    }
  }
}
