import { objectName } from "./names";
import type { Plan } from "./plan";
import type { ComponentName } from "./component-name";

/** Who is in a diagram, by what it is. */
interface DiagramNode {
  readonly id: string;
  readonly label: string;
  readonly kind: "people" | "service" | "store" | "job" | "internet";
}

interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Whether it leaves the cluster. */
  readonly outward: boolean;
}

/** A stack as services, stores and the connections between them. */
export interface Diagram {
  readonly nodes: readonly DiagramNode[];
  readonly edges: readonly DiagramEdge[];
}

/** A stack's diagram, from the same connections as its NetworkPolicies. */
export function diagramOf(plan: Plan): Diagram {
  const { services, stores, connections } = plan;
  const declared = services.map(({ service }) => service);
  const online = declared.filter(({ internet }) => internet !== undefined);
  return {
    nodes: [
      { id: "people", label: "people", kind: "people" },
      ...declared.map(({ id }) => ({ id, label: objectName(id), kind: "service" as const })),
      ...(["database", "cache"] as const).map((store) => ({
        id: store,
        label: `${objectName(store)}, ${stores[store].kind}`,
        kind: "store" as const,
      })),
      { id: "bootstrap", label: "database bootstrap, a Job", kind: "job" },
      ...(plan.backup !== undefined
        ? [{ id: "backup", label: "backup, a CronJob", kind: "job" as const }]
        : []),
      ...(online.length === 0 ? [] : [{ id: "internet", label: "internet", kind: "internet" as const }]),
    ],
    edges: [
      { from: "people", to: "gateway", label: plan.publicUrl, outward: false },
      ...connections.map(({ from, to, port }) => ({
        from: nodeId(from),
        to: nodeId(to),
        label: String(port),
        outward: isOutside(to, plan),
      })),
      ...online.map(({ id, internet }) => ({
        from: id,
        to: "internet",
        label: portsText(internet?.ports),
        outward: true,
      })),
    ],
  };
}

function isOutside(component: ComponentName, { stores }: Plan): boolean {
  return (
    (component === "database" || component === "cache") && stores[component].profile.location === "addresses"
  );
}

/** Draws a diagram as a Mermaid flow chart. */
export function mermaidOf({ nodes, edges }: Diagram): string {
  return [
    "flowchart LR",
    ...nodes.map(({ id, label, kind }) => `  ${id}${mermaidShapes[kind](label)}`),
    ...edges.map(({ from, to, label, outward }) => `  ${from} ${outward ? "-.->" : "-->"}|${label}| ${to}`),
    "",
  ].join("\n");
}

const mermaidShapes: Readonly<Record<DiagramNode["kind"], (label: string) => string>> = {
  people: (label) => `([${label}])`,
  service: (label) => `[${label}]`,
  store: (label) => `[(${label})]`,
  job: (label) => `{{${label}}}`,
  internet: (label) => `((${label}))`,
};

/** Draws a diagram in the language of Graphviz. */
export function dotOf({ nodes, edges }: Diagram): string {
  const text = (value: string): string => JSON.stringify(value);
  return [
    "digraph {",
    '  rankdir=LR; node [fontname="Helvetica", fontsize=12]; edge [fontname="Helvetica", fontsize=10];',
    ...nodes.map(({ id, label, kind }) => `  ${id} [label=${text(label)}, shape=${dotShapes[kind]}];`),
    ...edges.map(
      ({ from, to, label, outward }) =>
        `  ${from} -> ${to} [label=${text(label)}${outward ? ", style=dashed" : ""}];`,
    ),
    "}",
    "",
  ].join("\n");
}

const dotShapes: Readonly<Record<DiagramNode["kind"], string>> = {
  people: "oval",
  service: "box",
  store: "cylinder",
  job: "hexagon",
  internet: "circle",
};

function nodeId(component: ComponentName): string {
  return component === "database-bootstrap" ? "bootstrap" : component;
}

function portsText(ports: readonly number[] | "any" | undefined): string {
  return ports === undefined || ports === "any" ? "TCP" : ports.join(", ");
}
