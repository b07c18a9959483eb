import { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";

/** What is said of a check. */
export interface Verdict {
  readonly ok: boolean;
  readonly detail: string;
}

/** A certificate that ends sooner than this many days is told as a failure, while there is time to renew it. */
const fewDays = 14;
const dayMs = 86_400_000;

interface Expected {
  /** The name that clients look for; undefined where they check none. */
  readonly name: string | undefined;
  readonly nowMs: number;
}

/** Judges the certificate of a connection that was let in whatever it shows: chain, time and name. */
export function judgeCertificate(socket: TLSSocket, { name, nowMs }: Expected): Verdict {
  const certificate = socket.getPeerCertificate();
  const until = new Date(certificate.valid_to);
  const days = Math.floor((until.getTime() - nowMs) / dayMs);
  const date = until.toISOString().slice(0, 10);
  const problem = socket.authorized ? undefined : String(socket.authorizationError);
  if (days < 0) {
    return failed(`the certificate expired on ${date}`);
  }
  if (new Date(certificate.valid_from).getTime() > nowMs) {
    return failed(`the certificate is not valid before ${certificate.valid_from}`);
  }
  if (problem === "CERT_HAS_EXPIRED") {
    return failed(`who signed the certificate has expired: ${subjectOf(certificate.issuer)}`);
  }
  if (problem !== undefined) {
    return failed(
      `clients do not trust who signed the certificate: ${subjectOf(certificate.issuer)} (${problem})`,
    );
  }
  const mismatch = name === undefined ? undefined : checkServerIdentity(name, certificate);
  if (mismatch !== undefined) {
    return failed(`the certificate is for ${namesOf(certificate)}, not for ${name ?? ""}`);
  }
  const good = `trusted${name === undefined ? "" : `, for ${name}`}, ${days} days left (until ${date})`;
  return days < fewDays ? failed(`${good}: renew it`) : { ok: true, detail: good };
}

/** A check that found something wrong. */
export function failed(detail: string): Verdict {
  return { ok: false, detail };
}

function subjectOf(subject: PeerCertificate["issuer"]): string {
  const { CN: name, O: organisation } = subject;
  return String(name ?? organisation ?? "nobody with a name");
}

function namesOf({ subjectaltname, subject }: PeerCertificate): string {
  return subjectaltname?.replaceAll(/DNS:|IP Address:/g, "") ?? subjectOf(subject);
}
