import type { Provider, ProviderKind } from "./contract";

const loaders = {
  "in-cluster": async () => (await import("./in-cluster")).inCluster,
} satisfies Readonly<Record<ProviderKind, () => Promise<Provider>>>;

/** Loads a provider; its SDK is loaded with it and by no other stack. */
export function loadProvider(kind: ProviderKind): Promise<Provider> {
  return loaders[kind]();
}
