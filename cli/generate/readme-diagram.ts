import { diagramOf, dotOf, mermaidOf, type Diagram } from "../../components/plan/diagram";
import { planStack } from "../../components/plan/plan";
import { svgOf } from "../diagram/diagram-image";
import { configOfPreset } from "./preset-config";

const markers = /(<!-- diagram:start -->)[^]*(<!-- diagram:end -->)/;

/** The README with the dev stack's diagram between its markers. */
export function withDiagram(readme: string): string {
  const diagram = `\`\`\`mermaid\n${mermaidOf(devDiagram())}\`\`\``;
  return readme.replace(markers, (_all, start: string, end: string) => `${start}\n\n${diagram}\n\n${end}`);
}

/** The dev stack's diagram as an image. */
export function diagramImage(): Promise<string> {
  return svgOf(dotOf(devDiagram()));
}

function devDiagram(): Diagram {
  const config = configOfPreset("dev");
  return diagramOf(planStack({ config, namespace: "openops-dev", extraSecrets: {} }));
}
