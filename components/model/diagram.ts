import { objectName } from "./names";
import type { Plan } from "./plan";
import { connectionsOf } from "./policies";
import type { ComponentName } from "./policies";
import { peersOf } from "./topology";

/** Draws a stack as a Mermaid flow chart, from the same connections as its NetworkPolicies. */
export function renderDiagram({ config, services }: Plan): string {
  const declared = services.map(({ service }) => service);
  const connections = connectionsOf(declared, { config, peers: peersOf(config) });
  const online = declared.filter(({ internet }) => internet !== undefined);
  return [
    "flowchart LR",
    `  people([people]) -->|${config.publicUrl}| gateway`,
    ...declared.map(({ id }) => `  ${id}[${objectName(id)}]`),
    ...(["database", "cache"] as const).map(
      (store) => `  ${nodeId(store)}[(${objectName(store)}, ${config[store].kind})]`,
    ),
    "  bootstrap{{database bootstrap, a Job}}",
    ...connections.map(({ from, to, port }) => `  ${nodeId(from)} -->|${port}| ${nodeId(to)}`),
    ...online.map(({ id, internet }) => `  ${id} -.->|${portsText(internet?.ports)}| internet((internet))`),
    "",
  ].join("\n");
}

function nodeId(component: ComponentName): string {
  return component === "database-bootstrap" ? "bootstrap" : component;
}

function portsText(ports: readonly number[] | "any" | undefined): string {
  return ports === undefined || ports === "any" ? "TCP" : ports.join(", ");
}
