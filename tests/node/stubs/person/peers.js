// What the app asks of tables, of analytics and of what runs flows, with its own credentials or those of a person.

const json = { "Content-Type": "application/json" };

/** An answer's content; a refused connection is not tried again, and another status than 200 is an error, as Axios words it. */
async function ask(url, { method = "GET", token, content } = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...json, ...(token && { Authorization: `Bearer ${token}` }) },
    ...(content && { body: JSON.stringify(content) }),
  });
  if (response.status !== 200) {
    throw new Error(`Request failed with status code ${response.status}: ${new URL(url).pathname}`);
  }
  return response.json();
}

/** Signs somebody in to tables; the answer has the tokens of it. */
exports.signInToTables = (env, { email, password }) =>
  ask(`${env.OPS_OPENOPS_TABLES_API_URL}/openops-tables/api/user/token-auth/`, {
    method: "POST",
    content: { email, password },
  });

/** Asks analytics for something as its admin. */
async function askAnalytics(env, path, content) {
  const api = `${env.OPS_ANALYTICS_PRIVATE_URL}/openops-analytics/api/v1`;
  const { access_token: token } = await ask(`${api}/security/login`, {
    method: "POST",
    content: { username: "admin", password: env.OPS_ANALYTICS_ADMIN_PASSWORD },
  });
  return path === undefined
    ? token
    : ask(`${api}/${path}`, { method: content === undefined ? "GET" : "POST", token, content });
}

exports.signInToAnalytics = (env) => askAnalytics(env);

/** The name under which the dashboard is embedded. */
exports.dashboardOf = async (env) => (await askAnalytics(env, "dashboard/finops/embedded")).result.uuid;

/** A token for a guest of the dashboard. */
exports.guestTokenFor = async (env, dashboard) => {
  const resources = [{ type: "dashboard", id: dashboard }];
  const user = { username: "openops_user", first_name: "OpenOps", last_name: "User" };
  return (await askAnalytics(env, "security/guest_token/", { resources, rls: [], user })).token;
};

/** Runs a flow: the engine's or the worker's route, both without authentication. */
exports.runFlow = async (env, flow) => {
  const url = env.OPS_ENGINE_URL ?? `${env.OPS_WORKER_URL}/v1/engine/execute`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(flow) });
  return { status: response.status, result: await response.json() };
};
