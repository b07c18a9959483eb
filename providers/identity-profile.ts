import type { PolicyRule } from "../components/values/network-rule";

/** What planning has to know of pods with a cloud's identity, answered without any SDK. */
export interface IdentityProfile {
  /** The annotation that ties the ServiceAccount to it; undefined where the cloud keeps that itself. */
  readonly annotation: string | undefined;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Where pods get its credentials from, as far as these are no public addresses. */
  readonly egress: readonly PolicyRule[];
  /** Whether pods know of it by variables alone, which a process may hide from its children. */
  readonly byVariables: boolean;
}
