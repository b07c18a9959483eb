import { z } from "zod";
import { CommandError } from "../../errors";
import { contentOf, expectStatus } from "./answers";
import type { Confidential } from "./confidential";
import { send, type Entrance } from "./entrance";
import type { Session } from "./sign-in";

/** What the checks of somebody who is signed in share. */
export interface SignedIn {
  readonly entrance: Entrance;
  readonly session: Session;
  /** Tokens that are found on the way are told to it. */
  readonly secrets: Confidential;
}

/** Asks the app who is signed in; returns what to say of it. */
export async function askApp({ entrance, session }: SignedIn, email: string): Promise<string> {
  const answer = await send(entrance, { path: "/api/v1/users/me", headers: session.headers });
  const found = contentOf(z.object({ email: z.string() }), expectStatus(answer, 200)).email;
  if (found.toLowerCase() !== email.toLowerCase()) {
    throw new CommandError(`the app takes the session for one of ${found}, not of ${email}`);
  }
  return `is ${found}`;
}

const tablesSchema = z
  .object({ access_token: z.string().optional(), token: z.string().optional() })
  .transform(({ access_token: accessToken, token }) => accessToken ?? token ?? "");

/** Lets tables renew its part of the session, as its page does, and asks it for the workspaces. */
export async function askTables({ entrance, session, secrets }: SignedIn, prefix: string): Promise<string> {
  const renewed = await send(entrance, {
    method: "POST",
    path: `${prefix}/api/user/token-refresh/`,
    content: { refresh_token: session.tablesRefreshToken },
  });
  const token = secrets.add(contentOf(tablesSchema, expectStatus(renewed, 200)));
  const listed = await send(entrance, {
    path: `${prefix}/api/workspaces/`,
    headers: { Authorization: `JWT ${token}` },
  });
  const workspaces = contentOf(z.array(z.object({ id: z.number() })), expectStatus(listed, 200));
  return `renewed the session; shows ${workspaces.length} workspaces`;
}

/**
 * Fetches a guest's token for the dashboard by the app, as its page does, and asks analytics who that guest is,
 * as the embedded dashboard does first.
 */
export async function askAnalytics(
  { entrance, session, secrets }: SignedIn,
  prefix: string,
): Promise<string> {
  const ask = async (path: string) => {
    const answer = await send(entrance, { path, headers: session.headers });
    return unquoted(expectStatus(answer, 200).body);
  };
  const dashboard = await ask("/api/v1/authentication/analytics-embed-id");
  const query = new URLSearchParams({ dashboardEmbedUuid: dashboard }).toString();
  const token = secrets.add(await ask(`/api/v1/authentication/analytics-guest-token?${query}`));
  const headers = { "X-GuestToken": token };
  expectStatus(await send(entrance, { path: `${prefix}/api/v1/me/roles/`, headers }), 200);
  return "takes the guest's token for the dashboard";
}

/** A text that is sent as it is, or as JSON. */
function unquoted(body: string): string {
  return body.replace(/^"(.*)"$/, "$1");
}
