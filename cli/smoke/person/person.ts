import type { Plan } from "../../../components/plan/plan";
import { analytics } from "../../../components/services/analytics/analytics";
import { app } from "../../../components/services/app/app";
import { tables } from "../../../components/services/tables/tables";
import type { Kubectl } from "../../cluster-access/kubectl";
import type { SmokeResult } from "../result";
import { adminPassword } from "./admin-password";
import { expectStatus } from "./answers";
import { Confidential } from "./confidential";
import type { Entrance } from "./entrance";
import { SmokeFlows } from "./flow-checks";
import { askLiveUpdates } from "./live-updates";
import { Rows, type Outcome } from "./rows";
import { askAnalytics, askApp, askTables, type SignedIn } from "./session-checks";
import { askToSignIn, checkCors, sessionOf } from "./sign-in";

export interface PersonArgs {
  readonly kubectl: Pick<Kubectl, "read">;
  readonly plan: Pick<Plan, "adminEmail" | "namespace" | "publicUrl" | "routes">;
  /** Where the gateway is asked, or what failed of it. */
  readonly gateway: Outcome<Entrance>;
  /** Where that is, in words for people. */
  readonly from: string;
  /** Whether flows are made and run. */
  readonly flows: boolean;
  /** How long the first packet of a WebSocket and a run of a flow are waited for; by default 10 s and 60 s. */
  readonly patience?: { readonly packetMs: number; readonly runMs: number };
}

/**
 * Signs in as the admin, through the gateway and with what a browser would keep of it, and uses every service
 * with that session.
 */
export async function askAsPerson(args: PersonArgs): Promise<readonly SmokeResult[]> {
  const { plan, from, flows, patience } = args;
  const secrets = new Confidential();
  const rows = new Rows(from, secrets);
  const session = await askForSession(args, { rows, secrets });
  const say = (what: string, after: Outcome<SignedIn>, work: (found: SignedIn) => Promise<string>) =>
    rows.take({ what, after, work: async (found) => ({ detail: await work(found), found }) });

  const user = await say("session", session, (found) => askApp(found, plan.adminEmail));
  // Tables has its own part of the session.
  await say("tables, signed in", session, (found) => askTables(found, pathTo(plan, tables.name)));
  if (plan.routes.some(({ host }) => host === analytics.name)) {
    await say("analytics, signed in", user, (found) => askAnalytics(found, pathTo(plan, analytics.name)));
  }
  const path = pathTo(plan, app.name, "websocket");
  await say("live updates", user, (found) =>
    askLiveUpdates({ ...found, path, timeoutMs: patience?.packetMs }),
  );
  if (flows) {
    await askFlows(rows, user, patience?.runMs);
  }
  return rows.results;
}

interface Told {
  readonly rows: Rows;
  readonly secrets: Confidential;
}

async function askForSession(
  { kubectl, plan, gateway }: PersonArgs,
  { rows, secrets }: Told,
): Promise<Outcome<SignedIn>> {
  const { publicUrl, adminEmail: email } = plan;
  const answered = await rows.take({
    what: `sign-in of ${email}`,
    after: gateway,
    work: async (entrance) => {
      const password = secrets.add(await adminPassword({ kubectl, plan }));
      const asked = { entrance, publicUrl, credentials: { email, password } };
      const answer = expectStatus(await askToSignIn(asked), 200);
      return { detail: "answered 200", found: { entrance, answer } };
    },
  });
  if (new URL(publicUrl).port !== "") {
    await rows.take({
      what: `CORS of ${publicUrl}`,
      after: answered,
      work: async ({ answer }) => {
        checkCors(answer, publicUrl);
        return { detail: "pages of this origin may read the answers", found: true };
      },
    });
  }
  return rows.take({
    what: "cookies of the sign-in",
    after: answered,
    work: async ({ entrance, answer }) => {
      const session = sessionOf(answer, publicUrl);
      secrets.add(session.token);
      secrets.add(session.tablesRefreshToken);
      return { detail: "a browser keeps them", found: { entrance, session, secrets } };
    },
  });
}

async function askFlows(rows: Rows, after: Outcome<SignedIn>, runMs: number | undefined): Promise<void> {
  const made = "found" in after ? { found: new SmokeFlows(after.found, runMs) } : after;
  const say = (what: string, work: (found: SmokeFlows) => Promise<string>) =>
    rows.take({ what, after: made, work: async (found) => ({ detail: await work(found), found }) });
  try {
    await say("flow with a webhook", (found) => found.run("webhook"));
    await say("flow with a Code step", (found) => found.run("code"));
  } finally {
    await say("removal of the flows", (found) => found.remove());
  }
}

/** The path under which the gateway hands on to a service, or lets WebSockets through to it. */
function pathTo({ routes }: PersonArgs["plan"], name: string, kind?: "websocket"): string {
  const found = routes.find(
    ({ host, match, websocket = false }) =>
      host === name && match === "prefix" && websocket === (kind === "websocket"),
  );
  return found?.path ?? "";
}
