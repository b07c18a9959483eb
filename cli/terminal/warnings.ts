import { report } from "./print";

/**
 * Shows the engine's warnings, once each. The API server's notes on containers that are not
 * `restricted` are left out: components/security.ts lists those containers with the reasons.
 */
export function showWarnings(warnings: readonly string[]): void {
  for (const warning of new Set(warnings)) {
    if (!/would violate PodSecurity \\?"restricted/.test(warning)) {
      report(`warning: ${warning}`);
    }
  }
}
