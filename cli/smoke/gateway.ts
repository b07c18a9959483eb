import type { Plan, PlannedRoute } from "../../components/plan/plan";
import { gateway, gatewayHealthPath } from "../../components/services/gateway/gateway";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";
import { failed } from "./certificate";
import { send, type Entrance } from "./person/entrance";
import { askAsPerson } from "./person/person";
import type { Outcome } from "./person/rows";
import { PortForward } from "./port-forward";
import { askHttp, askTls } from "./requests";
import { resultRow, type SmokeResult } from "./result";

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
  const { kubectl, plan } = args;
  const { publicUrl, exposure } = plan;
  const url = new URL(publicUrl);
  if (exposure.settings.kind !== "cluster-ip") {
    const certificate =
      url.protocol === "https:" ? [await publicCertificate(url.hostname, Number(url.port || 443))] : [];
    return [...certificate, ...(await askEntrance(args, { base: publicUrl, from: "outside" }))];
  }
  const from = "a forwarded port";
  const forward = await PortForward.open(kubectl, {
    namespace: plan.namespace,
    target: `service/${gateway.name}`,
    port: gateway.servicePort,
  }).catch(refusal);
  if (typeof forward === "string") {
    const person = await askAsPerson({ ...args, from, gateway: { failure: gateway.name } });
    return [resultRow(gateway.name, from, failed(forward)), ...person];
  }
  try {
    return await askEntrance(args, { base: `http://127.0.0.1:${forward.port}`, host: url.host, from });
  } finally {
    forward.close();
  }
}

/** What a person has to know; another error is a fault of this program. */
function refusal(error: unknown): string {
  if (error instanceof CommandError) {
    return error.message;
  }
  throw error;
}

async function publicCertificate(host: string, port: number): Promise<SmokeResult> {
  const verdict = await askTls({ host, port, name: host, protocol: "tls" });
  return resultRow(`certificate of ${host}`, "outside", verdict);
}

async function askEntrance(args: GatewayArgs, entrance: Entrance): Promise<readonly SmokeResult[]> {
  const routes = await askRoutes(args.plan, entrance);
  const person = await askAsPerson({ ...args, from: entrance.from, gateway: await reached(entrance) });
  return [...routes, ...person];
}

/** Whether a client that holds to the certificate gets to the gateway: nothing is sent to it otherwise. */
async function reached(entrance: Entrance): Promise<Outcome<Entrance>> {
  const answer = await send(entrance, { path: gatewayHealthPath }).catch(refusal);
  if (typeof answer === "string") {
    return { failure: `the way to the gateway (${answer})` };
  }
  return answer.status === 200 ? { found: entrance } : { failure: `${gateway.name}${gatewayHealthPath}` };
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
