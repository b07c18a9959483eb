// The app's sign-in and its cookies. `node sign-in.js` answers one sign-in: its body from stdin, the answer to stdout.
const { stringifySetCookie } = require("cookie");

/** The part of an address between the slashes: the host with its port. */
function hostOf(url) {
  return url.split("//").pop().split("/")[0];
}

/** The text that both hosts end with, ports included: seen in releases 0.6.25 and later. */
exports.cookieDomain = ({ OPS_FRONTEND_URL, OPS_OPENOPS_TABLES_PUBLIC_URL }) => {
  const [one, other] = [hostOf(OPS_FRONTEND_URL), hostOf(OPS_OPENOPS_TABLES_PUBLIC_URL)];
  let length = 0;
  while (length < Math.min(one.length, other.length) && one.at(-1 - length) === other.at(-1 - length)) {
    length += 1;
  }
  return one.slice(one.length - length);
};

/** The headers by which a browser lets pages of an origin read answers: for those that the app is told of alone. */
exports.corsHeaders = ({ OPS_FRONTEND_URL, OPS_ALLOWED_DOMAINS = "" }, origin) =>
  origin === OPS_FRONTEND_URL ||
  OPS_ALLOWED_DOMAINS === "*" ||
  OPS_ALLOWED_DOMAINS.split(",").includes(origin)
    ? { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" }
    : {};

/**
 * Answers a sign-in as the app does: 401 for a wrong password, 500 where a cookie cannot be written. The cookies
 * have these tokens of the app and of tables.
 */
exports.signIn = (env, { email, password }, tokens = { app: "app", tables: "tables" }) => {
  if (email !== env.OPS_OPENOPS_ADMIN_EMAIL || password !== env.OPS_OPENOPS_ADMIN_PASSWORD) {
    return { status: 401, cookies: [], body: { code: "INVALID_CREDENTIALS" } };
  }
  try {
    const domain = exports.cookieDomain(env);
    const cookies = [
      stringifySetCookie("jwt_token", tokens.tables, { domain, path: "/" }),
      stringifySetCookie("token", tokens.app, { path: "/", sameSite: "lax" }),
      stringifySetCookie("baserow_group_id", "1", { domain, path: "/", sameSite: "lax" }),
    ];
    return { status: 200, cookies, body: { email } };
  } catch (error) {
    return { status: 500, cookies: [], body: { message: error.message } };
  }
};

if (require.main === module) {
  const given = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const headers = exports.corsHeaders(process.env, given.origin);
  console.log(JSON.stringify({ ...exports.signIn(process.env, given), headers }));
}
