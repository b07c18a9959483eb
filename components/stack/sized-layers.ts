import { isRawMap, mergeLayers, type Layer, type RawMap } from "../config/layers";
import { sizeNames, storeSizes, type SizeName } from "../config/fields/size-classes";
import { allServices } from "./declared-services";
import { resourcesOf } from "../config/fields/resource-fields";
import type { StoreName } from "../values/text";

const stores: readonly StoreName[] = ["database", "cache"];
const inCluster = "in-cluster";

/**
 * Puts below each layer that names a class of sizes what the class amounts to, so that it wins over the
 * layers before, and single sizes of the same layer and of later ones win over it.
 */
export function withSizes(layers: readonly Layer[]): readonly Layer[] {
  const { values } = mergeLayers(layers);
  const sized = stores.filter((store) => kindOf(values, store) === inCluster);
  return layers.flatMap((layer, index) => {
    const size = sizeNames.find((name) => name === layer.values.size);
    if (size === undefined) {
      return [layer];
    }
    const below = mergeLayers(layers.slice(0, index)).values;
    return [{ source: layer.source, values: sizesOf(size, { sized, below }) }, layer];
  });
}

function kindOf(values: RawMap, store: StoreName): unknown {
  const value = values[store];
  return isRawMap(value) ? value.kind : undefined;
}

interface StoreSizes {
  /** The stores that the stack has in the cluster in the end; no other has sizes. */
  readonly sized: readonly StoreName[];
  readonly below: RawMap;
}

/** Everything that a class of sizes sets. */
export function sizesOf(size: SizeName, { sized, below }: StoreSizes = { sized: stores, below: {} }): RawMap {
  const ofServices = allServices.map(({ id, sizes, sizedSettings }) => [
    id,
    { resources: resourcesOf(sizes[size]), ...sizedSettings?.[size] },
  ]);
  const ofStores = sized.map((store) => [
    store,
    {
      // Merged into a server of another kind, sizes would be lost once a later layer names this one.
      ...(kindOf(below, store) === inCluster ? {} : { kind: inCluster }),
      resources: resourcesOf(storeSizes[store][size]),
    },
  ]);
  const raw: RawMap = Object.fromEntries([["services", Object.fromEntries(ofServices)], ...ofStores]);
  return raw;
}
