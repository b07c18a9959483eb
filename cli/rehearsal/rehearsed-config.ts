import { securePaths } from "../../components/checks/assembled-config";
import { childPath, isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { configNamespace } from "../../components/values/fault";
import { secretKeys } from "../../components/stack/stack-config";

/** A stack's configuration as it is rehearsed. */
export interface RehearsedConfig {
  /** The `config` section without anything that is encrypted. */
  readonly config: RawMap;
  /** Secret variables of users' own: service, variable, and a value that stands for the real one. */
  readonly extraSecrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What cannot be read here: paths of encrypted values, and names of secrets that others keep. */
  readonly replacedSecrets: readonly string[];
}

/** The context in the sandbox's kubeconfig files, by which the program reaches it in place of the stack's cluster. */
export const sandboxContext = "sandbox";

const prefix = `${configNamespace}:`;
const clusterKey = `${prefix}cluster`;
const secretsKey = `${prefix}secrets`;
const quotaKey = `${prefix}quota`;
const extraSecretsKey = `${prefix}extraSecrets`;

/**
 * Puts a last layer on a stack's configuration: its namespace is made, and secrets that are encrypted with
 * a key somewhere else, or that others keep, give way to generated ones. Those of other programs, such as
 * a cloud's credentials, are left out.
 */
export function rehearsedConfig(config: RawMap): RehearsedConfig {
  const { [clusterKey]: cluster, [secretsKey]: secrets, [quotaKey]: quota } = config;
  const entries = Object.entries(config);
  const isEncrypted = ([key, value]: readonly [string, Raw]): boolean => {
    const isSecretKey = secretKeys.includes(key.slice(prefix.length));
    return (isSecretKey || !key.startsWith(prefix)) && securePaths(value).length > 0;
  };
  return {
    config: {
      ...Object.fromEntries(entries.filter((entry) => !isEncrypted(entry))),
      // A rehearsal begins with an empty cluster, whoever makes the namespace in the real one.
      [clusterKey]: { ...(isRawMap(cluster) ? cluster : {}), createNamespace: true },
      // What others keep is not there either, and is generated.
      [quotaKey]: { ...(isRawMap(quota) ? quota : {}), existingQuotas: null, existingLimitRanges: null },
      [secretsKey]: { ...(isRawMap(secrets) ? secrets : {}), existing: null, external: null },
    },
    extraSecrets: replacedVariables(config[extraSecretsKey]),
    replacedSecrets: [
      ...entries
        .filter(isEncrypted)
        .flatMap(([key, value]) => securePaths(value, key))
        .map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path)),
      ...keptByOthers(secrets),
    ],
  };
}

/** The secrets that a stack file leaves to others. */
function keptByOthers(secrets: Raw): readonly string[] {
  const { existing, external } = isRawMap(secrets) ? secrets : {};
  const inSecrets = Object.values(isRawMap(existing) ? existing : {});
  const inStore = isRawMap(external) ? [external.keys] : [];
  return [...inSecrets, ...inStore].flatMap((keys) => (isRawMap(keys) ? Object.keys(keys) : []));
}

/** A value for each encrypted variable; the same at each run, so that nothing rolls without a change. */
function replacedVariables(services: Raw): RehearsedConfig["extraSecrets"] {
  return Object.fromEntries(
    Object.entries(isRawMap(services) ? services : {}).flatMap(([service, variables]) =>
      isRawMap(variables) && !("secure" in variables)
        ? [
            [
              service,
              Object.fromEntries(Object.keys(variables).map((name) => [name, standIn(service, name)])),
            ],
          ]
        : [],
    ),
  );
}

function standIn(service: string, variable: string): string {
  return `rehearsal-of-${childPath(service, variable)}`;
}
