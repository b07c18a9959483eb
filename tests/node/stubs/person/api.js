// The app's API for people: sign-in, the session that its cookies carry, and what a person does with it.
const { dashboardOf, guestTokenFor, signInToTables } = require("./peers.js");
const { emailOf, tokenOf } = require("./session.js");
const { signIn } = require("./sign-in.js");

/** Signs a person in to the app and to tables, with the cookies that the browser keeps. */
async function answerSignIn({ env, request }) {
  const given = await contentOf(request);
  const checked = signIn(env, given);
  if (checked.status !== 200) {
    return checked;
  }
  const { refresh_token: tables } = await signInToTables(env, given);
  return signIn(env, given, { app: tokenOf(env, given.email), tables });
}

async function contentOf(request) {
  return JSON.parse((await request.toArray()).join(""));
}

/** What somebody gets who is signed in. */
const own = (answer) => async (asked) => {
  const email = emailOf(asked.env, asked.request.headers);
  return email === undefined
    ? { status: 401, body: { code: "INVALID_BEARER_TOKEN", message: "invalid access token" } }
    : answer({ ...asked, email });
};

const ok = (body) => ({ status: 200, body });

/** What flows are made of: the metadata of blocks. */
const blocks = { webhook: { triggers: { catch_webhook: {} } }, http: { actions: { return_response: {} } } };

const routes = [
  ["POST", "/authentication/sign-in", answerSignIn],
  ["GET", "/users/me", own(({ email }) => ok({ email }))],
  ["GET", "/authentication/analytics-embed-id", own(async ({ env }) => ok(await dashboardOf(env)))],
  [
    "GET",
    "/authentication/analytics-guest-token",
    own(async ({ env, query }) => ok(await guestTokenFor(env, query.dashboardEmbedUuid))),
  ],
  ["GET", "/blocks/@openops/block-(\\w+)", ({ id }) => ok({ version: "0.1.0", triggers: {}, ...blocks[id] })],
  ["POST", "/flows", own(async ({ flows, request }) => flows.create(await contentOf(request)))],
  [
    "POST",
    "/flows/(\\w+)",
    own(async ({ flows, id, request }) => flows.change(id, await contentOf(request))),
  ],
  ["DELETE", "/flows/(\\w+)", own(({ flows, id }) => flows.remove(id))],
  ["GET", "/flow-runs", own(({ flows, query }) => flows.runs(query))],
  ["GET", "/flow-runs/(\\w+)", own(({ flows, id }) => flows.run(id))],
  // Others of these two tell what reached them: tests of routes ask them.
  [
    "GET",
    "/flows",
    (asked) =>
      asked.query.name === undefined ? undefined : own(({ flows, query }) => flows.list(query))(asked),
  ],
  ["POST", "/webhooks/(\\w+)/sync", ({ flows, id }) => flows.call(id)],
];

/** Answers a request of a person; undefined where the stub has nothing of its own for it. */
exports.answerPerson = async (env, flows, request) => {
  const { pathname, searchParams } = new URL(request.url, "http://app");
  for (const [method, path, route] of routes) {
    const match = new RegExp(`^/api/v1${path}$`).exec(pathname);
    if (request.method === method && match !== null) {
      return route({ env, flows, request, query: Object.fromEntries(searchParams), id: match[1] });
    }
  }
  return undefined;
};
