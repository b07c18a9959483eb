import { stringifyCookie } from "cookie";
import { CommandError } from "../../errors";
import { send, type Answer, type Entrance } from "./entrance";
import { keptCookies } from "./kept-cookies";

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Who signs in, and where: the gateway, and the address that a browser would show. */
export interface SigningIn {
  readonly entrance: Entrance;
  /** The origin that pages are of. */
  readonly publicUrl: string;
  readonly credentials: Credentials;
}

/** What somebody has who is signed in. None of it may be printed. */
export interface Session {
  /** The header with the cookies that a browser sends. */
  readonly headers: { readonly Cookie: string };
  readonly token: string;
  readonly tablesRefreshToken: string;
}

/** What the app answers to somebody who signs in as the page does; throws a CommandError without an answer. */
export function askToSignIn({ entrance, publicUrl, credentials }: SigningIn): Promise<Answer> {
  return send(entrance, {
    method: "POST",
    path: "/api/v1/authentication/sign-in",
    headers: { Origin: publicUrl },
    content: credentials,
  });
}

/** Holds to what a browser asks of an answer to a page of another origin; throws a CommandError otherwise. */
export function checkCors({ headers }: Answer, origin: string): void {
  const allowed = headers["access-control-allow-origin"];
  if (allowed !== origin || headers["access-control-allow-credentials"] !== "true") {
    throw new CommandError(
      `the app lets pages of ${allowed ?? "no other origin"} read its answers: ` +
        "neither OPS_FRONTEND_URL nor OPS_ALLOWED_DOMAINS of the app names this one",
    );
  }
}

/**
 * The session that a browser has after a sign-in. The app names its cookies so in 0.6.25 and in its main branch
 * of 2026-08; tables' page reads `jwt_token`, which is a refresh token of tables.
 *
 * @throws CommandError where a browser would have none
 */
export function sessionOf({ headers }: Answer, publicUrl: string): Session {
  const cookies = keptCookies(headers["set-cookie"] ?? [], { url: new URL(publicUrl), nowMs: Date.now() });
  const { token = "", jwt_token: tablesRefreshToken = "" } = cookies;
  const missing = Object.entries({ token, jwt_token: tablesRefreshToken }).flatMap(([name, value]) =>
    value === "" ? [name] : [],
  );
  if (missing.length > 0) {
    throw new CommandError(`the app answered 200 and set no cookie ${missing.join(" and no cookie ")}`);
  }
  return { headers: { Cookie: stringifyCookie(cookies) }, token, tablesRefreshToken };
}
