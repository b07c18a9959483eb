import type { Plan } from "../../components/plan/plan";
import { gateway } from "../../components/services/gateway/gateway";
import type { Kubectl } from "../cluster-access/kubectl";
import type { Entrance } from "./person/entrance";
import { PortForward } from "./port-forward";

/** An open way to the gateway. */
export interface WayIn {
  readonly entrance: Entrance;
  readonly close: () => void;
}

interface Stack {
  readonly kubectl: Kubectl;
  readonly plan: Pick<Plan, "exposure" | "namespace" | "publicUrl">;
}

/** Where the gateway of a stack is asked, in words for people. */
export function placeOf({ exposure }: Stack["plan"]): string {
  return exposure.settings.kind === "cluster-ip" ? "a forwarded port" : "outside";
}

/**
 * Opens the way on which people reach the gateway, or a forwarded port where they reach it by one.
 *
 * @throws CommandError with what kubectl says, where no port can be forwarded
 */
export async function openWayIn({ kubectl, plan }: Stack): Promise<WayIn> {
  const { namespace, publicUrl } = plan;
  const from = placeOf(plan);
  if (plan.exposure.settings.kind !== "cluster-ip") {
    return { entrance: { base: publicUrl, from }, close: () => undefined };
  }
  const forward = await PortForward.open(kubectl, {
    namespace,
    target: `service/${gateway.name}`,
    port: gateway.servicePort,
  });
  const base = `http://127.0.0.1:${forward.port}`;
  return { entrance: { base, host: new URL(publicUrl).host, from }, close: () => forward.close() };
}
