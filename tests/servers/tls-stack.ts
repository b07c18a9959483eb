import { serverNames } from "../../providers/in-cluster/server-certificate";
import type { StoreName } from "../../components/values/text";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { runProgram, type ProgramRun } from "../support/program";
import { withSecret } from "./pod-spec";

const secretName = "our-tls";

/** The authority that clients trust, and one that they do not. */
export const trusted = createAuthority("trusted");
export const stranger = createAuthority("stranger");

/** The stack `dev` whose Postgres and Redis have a certificate from a Secret that somebody else makes. */
export function stackWithTls(): Promise<ProgramRun> {
  const tls = { kind: "existing-secret", secretName };
  return runProgram("dev", {
    "openops:preset": "dev",
    "openops:execution": "engine",
    "openops:database": JSON.stringify({ tls }),
    "openops:cache": JSON.stringify({ tls }),
  });
}

const dayMs = 24 * 60 * 60 * 1000;

/** The signs of a certificate: who signed it, and when it is valid where that is over. */
export interface Signs {
  readonly authority?: typeof trusted;
  readonly expired?: boolean;
}

/** The stack with a store's certificate from an authority, as cert-manager would write it. */
export function certified(
  stack: ProgramRun,
  store: StoreName,
  { authority = trusted, expired = false }: Signs = {},
): ProgramRun {
  const past = { notBefore: new Date(Date.now() - 2 * dayMs), notAfter: new Date(Date.now() - dayMs) };
  const { certificate, key } = authority.issue(
    { commonName: store },
    serverNames(store, "openops-dev"),
    expired ? past : undefined,
  );
  return withSecret(stack, secretName, {
    "tls.crt": certificate,
    "tls.key": key,
    "ca.crt": trusted.certificate,
  });
}
