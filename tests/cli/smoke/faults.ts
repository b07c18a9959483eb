import type { Asked } from "./asked-as-person";
import { careless, cookiesWith, letIn, type Routes } from "./stand-in";

/** Everything that is asked in a stack with analytics, at an address with a port. */
export const steps = [
  "sign-in of admin@openops.com",
  "CORS of http://localhost:8080",
  "cookies of the sign-in",
  "session",
  "tables, signed in",
  "analytics, signed in",
  "live updates",
  "flow with a webhook",
  "flow with a Code step",
  "removal of the flows",
];

/** Calls of flows with this answer succeed; the others are answered so. */
function answerOnly(good: string, otherwise: Routes[string]): Routes[string] {
  return (request, standIn) => {
    const answer = String(standIn.flows.get(request.id)?.answer);
    return answer === good ? { status: 200, body: { answer } } : otherwise(request, standIn);
  };
}

interface Fault extends Asked {
  /** The row that says so, with the reason. */
  readonly failed: string;
  /** The rows that are not asked because of it. */
  readonly unasked: readonly string[];
}

/** What may be broken, one thing at a time. */
export const faults: readonly (readonly [what: string, fault: Fault])[] = [
  [
    "the app cannot write its cookies",
    {
      broken: {
        "POST /api/v1/authentication/sign-in": careless(500, "option domain is invalid: localhost:8080"),
      },
      failed: "sign-in of admin@openops.com: answered 500: option domain is invalid: localhost:8080",
      unasked: steps.slice(1),
    },
  ],
  [
    "the app has another password",
    {
      broken: {
        "POST /api/v1/authentication/sign-in": () => ({
          status: 401,
          body: { code: "INVALID_CREDENTIALS" },
        }),
      },
      failed: "sign-in of admin@openops.com: answered 401: INVALID_CREDENTIALS",
      unasked: steps.slice(1),
    },
  ],
  [
    "pages of the address may not read answers",
    {
      broken: {
        "POST /api/v1/authentication/sign-in": () => letIn(cookiesWith(""), "http://localhost"),
      },
      failed:
        "CORS of http://localhost:8080: the app lets pages of http://localhost read its answers: " +
        "neither OPS_FRONTEND_URL nor OPS_ALLOWED_DOMAINS of the app names this one",
      unasked: [],
    },
  ],
  [
    "a browser refuses the cookies",
    {
      broken: {
        "POST /api/v1/authentication/sign-in": () => letIn(cookiesWith("; Domain=localhost:8080")),
      },
      failed:
        "cookies of the sign-in: a browser does not keep the session: " +
        "the cookie jwt_token is for the domain localhost:8080, and the address is localhost:8080; " +
        "the cookie baserow_group_id is for the domain localhost:8080, and the address is localhost:8080",
      unasked: steps.slice(3),
    },
  ],
  [
    "the app sets no cookies",
    {
      broken: { "POST /api/v1/authentication/sign-in": () => letIn([]) },
      failed: "cookies of the sign-in: the app answered 200 and set no cookie token and no cookie jwt_token",
      unasked: steps.slice(3),
    },
  ],
  [
    "the app refuses the session",
    {
      broken: { "GET /api/v1/users/me": careless(401, "invalid access token") },
      failed: "session: answered 401: invalid access token",
      unasked: ["analytics, signed in", "live updates", ...steps.slice(7)],
    },
  ],
  [
    "the session is somebody else's",
    {
      broken: { "GET /api/v1/users/me": () => ({ status: 200, body: { email: "eve@openops.com" } }) },
      failed: "session: the app takes the session for one of eve@openops.com, not of admin@openops.com",
      unasked: ["analytics, signed in", "live updates", ...steps.slice(7)],
    },
  ],
  [
    "tables refuses its token",
    {
      broken: {
        "POST /openops-tables/api/user/token-refresh/": careless(401, "Refresh token is expired or invalid."),
      },
      failed: "tables, signed in: answered 401: Refresh token is expired or invalid.",
      unasked: [],
    },
  ],
  [
    "the gateway reaches no tables",
    {
      broken: { "GET /openops-tables/api/workspaces/": () => ({ status: 502, body: "<html>" }) },
      failed: "tables, signed in: answered 502: the gateway reaches no pod of the service",
      unasked: [],
    },
  ],
  [
    "something else answers for tables",
    {
      broken: { "GET /openops-tables/api/workspaces/": () => ({ status: 200, body: "<html>" }) },
      failed: "tables, signed in: answered 200 with something that is not of the service",
      unasked: [],
    },
  ],
  [
    "analytics refuses its token",
    {
      broken: { "GET /openops-analytics/api/v1/me/roles/": careless(401, "Unauthorized") },
      failed: "analytics, signed in: answered 401: Unauthorized",
      unasked: [],
    },
  ],
  [
    "the app gets no token for the dashboard",
    {
      broken: { "GET /api/v1/authentication/analytics-guest-token": careless(500, "Request failed") },
      failed: "analytics, signed in: answered 500: Request failed",
      unasked: [],
    },
  ],
  [
    "WebSockets are refused",
    {
      sockets: "refused",
      failed: "live updates: opened no WebSocket, but answered 400: Transport unknown",
      unasked: [],
    },
  ],
  [
    "a WebSocket opens and says nothing",
    {
      sockets: "silent",
      patience: { packetMs: 200, runMs: 10_000 },
      failed: "live updates: the WebSocket opens and says nothing within 0.2 s",
      unasked: [],
    },
  ],
  [
    "a WebSocket is closed at once",
    {
      sockets: "closed",
      failed: "live updates: the WebSocket opens and closes before it says anything",
      unasked: [],
    },
  ],
  [
    "a WebSocket is not of Engine.IO",
    {
      sockets: "other",
      failed: "live updates: the WebSocket opens with something else than a packet of Engine.IO",
      unasked: [],
    },
  ],
  [
    "the webhook is not found",
    {
      broken: { "POST /api/v1/webhooks/*/sync": answerOnly("42", careless(404, "Flow is not enabled")) },
      failed: "flow with a webhook: its webhook: answered 404: Flow is not enabled",
      unasked: [],
    },
  ],
  [
    "the webhook never answers",
    {
      broken: { "POST /api/v1/webhooks/*/sync": answerOnly("42", () => undefined) },
      patience: { packetMs: 10_000, runMs: 1000 },
      failed: "flow with a webhook: its webhook: no answer within 1 s; its run is FAILED",
      unasked: [],
    },
  ],
  [
    "the Code step fails",
    {
      broken: {
        "POST /api/v1/webhooks/*/sync": answerOnly("smoke", () => ({
          status: 500,
          body: { message: "The flow has failed and there is no response returned" },
        })),
        "GET /api/v1/flow-runs/*": () => ({
          status: 200,
          body: { steps: { trigger: {}, step_1: { errorMessage: "EACCES: mkdir '/var/task/cache'" } } },
        }),
      },
      failed:
        "flow with a Code step: its webhook: answered 500: The flow has failed and there is no response returned; " +
        "its run is FAILED, step_1: EACCES: mkdir '/var/task/cache'",
      unasked: [],
    },
  ],
  [
    "the Code step works out something else",
    {
      broken: {
        "POST /api/v1/webhooks/*/sync": answerOnly("smoke", () => ({ status: 200, body: { answer: 41 } })),
      },
      failed: "flow with a Code step: its webhook: answered 41 instead of 42",
      unasked: [],
    },
  ],
];
