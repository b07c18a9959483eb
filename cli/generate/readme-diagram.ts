import { assembleConfig } from "../../components/checks/assembled-config";
import { diagramOf, dotOf, mermaidOf, type Diagram } from "../../components/plan/diagram";
import { planStack } from "../../components/plan/plan";
import { svgOf } from "../diagram/diagram-image";

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
  const { config } = assembleConfig({
    file: "Pulumi.dev.yaml",
    entries: { preset: "dev" },
    isEncrypted: () => false,
    encryptedPaths: () => [],
    readOverlay: () => ({}),
  });
  if (config === undefined) {
    throw new Error("The preset dev has faults");
  }
  return diagramOf(planStack({ config, namespace: "openops-dev", extraSecrets: {} }));
}
