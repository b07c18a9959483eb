import { assembleConfig } from "../../components/checks/assembled-config";
import type { PresetName } from "../../components/config/base-config";
import type { StackConfig } from "../../components/stack/stack-config";

/**
 * What a preset amounts to, with its stores in the cluster.
 *
 * @param entries values by key, as Pulumi hands them over, without which the preset would have faults
 */
export function configOfPreset(
  preset: PresetName,
  entries: Readonly<Record<string, string>> = {},
): StackConfig {
  const { config } = assembleConfig({
    file: `Pulumi.${preset}.yaml`,
    entries: { preset, ...entries },
    isEncrypted: () => false,
    encryptedPaths: () => [],
    readOverlay: () => ({}),
  });
  if (config === undefined) {
    throw new Error(`The preset ${preset} has faults`);
  }
  return config;
}
