import { assembleConfig, type Assembled } from "../../components/checks/assembled-config";
import type { ConfiguredStack } from "../../components/checks/recorded/stack-facts";
import { describeFault } from "../../components/values/fault";
import type { RawMap } from "../../components/config/layers";
import { planStack, type ExtraSecretNames, type Plan } from "../../components/plan/plan";
import { type StackConfig, secretKeys } from "../../components/stack/stack-config";
import type { RotatingSecrets } from "../../components/values/secret-definitions";

interface Written {
  /** Values of the stack file by key, as a person would write them. */
  readonly values?: RawMap;
  readonly overlays?: Readonly<Record<string, RawMap>>;
  /** Paths of encrypted values that are not under a secret's key. */
  readonly encryptedPaths?: readonly string[];
  /** Keys of secrets that are written in clear. */
  readonly inClear?: readonly string[];
  /** Names of secrets that are set without being readable. */
  readonly withheld?: readonly string[];
}

/** Assembles a configuration as it would be read from `Pulumi.test.yaml`. */
export function assemble({
  values = {},
  overlays = {},
  encryptedPaths = [],
  inClear = [],
  withheld = [],
}: Written): Assembled {
  const entries = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const pathsOf = (key: string) =>
    encryptedPaths.filter((path) => path === key || path.startsWith(`${key}.`));
  return assembleConfig({
    file: "Pulumi.test.yaml",
    entries: Object.fromEntries(entries),
    isEncrypted: (key) => (secretKeys.includes(key) && !inClear.includes(key)) || pathsOf(key).length > 0,
    encryptedPaths: pathsOf,
    withheld,
    readOverlay: (path) => {
      const overlay = overlays[path];
      if (overlay === undefined) {
        throw new Error("no such file");
      }
      return overlay;
    },
  });
}

/** The checked configuration; fails with the faults where there are any. */
export function configOf(values: RawMap = {}): StackConfig {
  const { config, faults } = assemble({ values: { preset: "dev", ...values } });
  if (config === undefined) {
    throw new Error(faults.map(describeFault).join("\n"));
  }
  return config;
}

/** The faults of a configuration, each as people see it. */
export function faultsOf(values: RawMap): readonly string[] {
  return assemble({ values }).faults.map(describeFault);
}

/** A configuration with the namespace `openops-test`. */
export function configuredOf(values: RawMap = {}): ConfiguredStack {
  return { config: configOf(values), namespace: "openops-test" };
}

/** The plan of a configuration in the namespace `openops-test`. */
export function planOf(
  values: RawMap = {},
  extraSecrets: ExtraSecretNames = {},
  rotating: RotatingSecrets = [],
): Plan {
  return planStack({ ...configuredOf(values), extraSecrets, rotating });
}
