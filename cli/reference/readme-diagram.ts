import { assembleConfig } from "../../components/model/assemble";
import { renderDiagram } from "../../components/model/diagram";
import { planStack } from "../../components/model/plan";

const markers = /(<!-- diagram:start -->)[^]*(<!-- diagram:end -->)/;

/** The README with the dev stack's diagram between its markers. */
export function withDiagram(readme: string): string {
  const diagram = `\`\`\`mermaid\n${devDiagram()}\`\`\``;
  return readme.replace(markers, (_all, start: string, end: string) => `${start}\n\n${diagram}\n\n${end}`);
}

function devDiagram(): string {
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
  return renderDiagram(planStack({ config, namespace: "openops-dev", extraSecrets: {} }));
}
