import type { Plan, PlannedRoute } from "../../components/plan/plan";
import { gateway, gatewayHealthPath } from "../../components/services/gateway/gateway";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";
import { failed } from "./certificate";
import { send, type Entrance } from "./person/entrance";
import { askAsPerson } from "./person/person";
import type { Outcome } from "./person/rows";
import { askHttp, askTls } from "./requests";
import { resultRow, type SmokeResult } from "./result";
import { openWayIn, placeOf } from "./way-in";

interface GatewayArgs {
  readonly kubectl: Kubectl;
  readonly plan: Plan;
  /** Whether flows are made and run. */
  readonly flows: boolean;
}

/**
 * Asks the gateway for its health and for every route, as people reach it or through a forwarded port, and
 * signs in there.
 */
export async function askGateway(args: GatewayArgs): Promise<readonly SmokeResult[]> {
  const { plan } = args;
  const way = await openWayIn(args).catch(refusal);
  if (typeof way === "string") {
    const from = placeOf(plan);
    const person = await askAsPerson({ ...args, from, gateway: { failure: gateway.name } });
    return [resultRow(gateway.name, from, failed(way)), ...person];
  }
  const { entrance, close } = way;
  try {
    const certificate = await askCertificate(entrance);
    const routes = await askRoutes(plan, entrance);
    const person = await askAsPerson({ ...args, from: entrance.from, gateway: await reached(entrance) });
    return [...certificate, ...routes, ...person];
  } finally {
    close();
  }
}

/** What a person has to know; another error is a fault of this program. */
function refusal(error: unknown): string {
  if (error instanceof CommandError) {
    return error.message;
  }
  throw error;
}

/** The certificate that the gateway shows there, if it shows one. */
async function askCertificate({ base, from }: Entrance): Promise<readonly SmokeResult[]> {
  const { protocol, hostname: host, port } = new URL(base);
  if (protocol !== "https:") {
    return [];
  }
  const verdict = await askTls({ host, port: Number(port || 443), name: host, protocol: "tls" });
  return [resultRow(`certificate of ${host}`, from, verdict)];
}

/** Whether a client that holds to the certificate gets to the gateway: nothing is sent to it otherwise. */
async function reached(entrance: Entrance): Promise<Outcome<Entrance>> {
  const answer = await send(entrance, { path: gatewayHealthPath }).catch(refusal);
  if (typeof answer === "string") {
    return { failure: `the way to the gateway (${answer})` };
  }
  return answer.status < 500 ? { found: entrance } : { failure: `${gateway.name}${gatewayHealthPath}` };
}

async function askRoutes(plan: Plan, { base, host, from }: Entrance): Promise<readonly SmokeResult[]> {
  const ask = (path: string, upgrade: boolean) =>
    askHttp(
      { url: `${base}${path}`, upgrade, ...(host === undefined ? {} : { host }) },
      // Any answer of a service's own shows that the way is open.
      (status) => status > 0 && status < 500,
    );
  const health = await ask(gatewayHealthPath, false);
  const results = [resultRow(`${gateway.name}${gatewayHealthPath}`, from, health)];
  for (const route of plan.routes) {
    const verdict = await ask(pathOf(route), route.websocket === true);
    results.push(resultRow(`${pathOf(route)} to ${route.host}`, from, verdict));
  }
  return results;
}

function pathOf({ path, example = path }: PlannedRoute): string {
  return example;
}
