import { type PropertyMap, reveal } from "../../protocol/property-value";

/** The provider's configuration, as far as a stand-in heeds it. */
export type Settings = {
  readonly kubeconfig: string;
  readonly context: string;
  /** For objects that name none; empty where the kubeconfig's context decides. */
  readonly namespace: string;
  readonly serverSideApply: boolean;
  readonly configMapMutable: boolean;
  readonly secretMutable: boolean;
  readonly upsertExistingObjects: boolean;
  readonly patchForce: boolean;
  readonly deleteUnreachable: boolean;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** A setting of the provider wins over its environment variable. */
function flag(config: PropertyMap, name: string, fallback: string | undefined): boolean {
  const value = reveal(config[name] ?? null);
  return value === null ? fallback === "true" : value === true || value === "true";
}

/** A kubeconfig may also be given as a map, which is then its content. */
function text(config: PropertyMap, name: string): string {
  const value = reveal(config[name] ?? "");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Names and environment variables are those of the official plugin's Provider resource. */
export function readSettings(config: PropertyMap, environment: Environment): Settings {
  const variable = (name: string) => environment[`PULUMI_K8S_${name}`];
  return {
    kubeconfig: text(config, "kubeconfig"),
    context: text(config, "context"),
    namespace: text(config, "namespace"),
    serverSideApply: flag(config, "enableServerSideApply", variable("ENABLE_SERVER_SIDE_APPLY") ?? "true"),
    configMapMutable: flag(config, "enableConfigMapMutable", variable("ENABLE_CONFIGMAP_MUTABLE")),
    secretMutable: flag(config, "enableSecretMutable", variable("ENABLE_SECRET_MUTABLE")),
    upsertExistingObjects: flag(config, "upsertExistingObjects", variable("UPSERT_EXISTING_OBJECTS")),
    patchForce: variable("ENABLE_PATCH_FORCE") === "true",
    deleteUnreachable: flag(config, "deleteUnreachable", variable("DELETE_UNREACHABLE")),
  };
}
