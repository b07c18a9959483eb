import { z } from "zod";
import type { Sdk } from "../../providers/source";
import { CommandError } from "../errors";
import { libraryEntry, type LibraryImports } from "./compiled-library";

const packages = z.record(z.string(), z.string());

/** What is read of a checkout's package.json. */
export const checkoutManifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  repository: z.string(),
  engines: z.object({ node: z.string() }),
  dependencies: packages,
  devDependencies: packages,
});

export type CheckoutManifest = z.output<typeof checkoutManifestSchema>;

/** Where the compiled files are in the package. */
export const libraryFolder = "lib";

/** What people hand over objects of: a program has one copy of each, which is its own. */
const shared: readonly string[] = ["@pulumi/pulumi", "@pulumi/kubernetes"];

/** A release and those after it that break nothing. */
function orNewer(release: string): string {
  return `^${release}`;
}

function pinOf(name: string, { dependencies }: CheckoutManifest): string {
  const pin = dependencies[name];
  if (pin === undefined) {
    throw new CommandError(
      `The package imports ${name}, which is not among the dependencies in package.json: add it there.`,
    );
  }
  return pin;
}

interface Contents {
  readonly checkout: CheckoutManifest;
  readonly imports: LibraryImports;
  /** The packages of clouds. */
  readonly sdks: readonly Sdk[];
  /** The releases of Pulumi that do, as `>=3.248.0`. */
  readonly pulumi: string;
}

/**
 * The package.json of the package.
 *
 * What it shares with the program around it is a peer, and so are the packages of clouds, each of which may be missing;
 * everything else has the release that is tested.
 *
 * @throws CommandError where the declarations need the package of a cloud: who has it not could not compile
 */
export function packageManifest({ checkout, imports, sdks, pulumi }: Contents) {
  const clouds = sdks.map(({ name }) => name);
  const needless = imports.declared.filter((name) => clouds.includes(name));
  if (needless.length > 0) {
    throw new CommandError(
      `The types of the package need ${needless.join(", ")}, which only some have: ` +
        "leave it out of what components/index.ts exports.",
    );
  }
  const own = [...new Set([...imports.running, ...imports.declared])]
    .filter((name) => !shared.includes(name) && !clouds.includes(name))
    .sort();
  const { name, version, description, license, repository, engines } = checkout;
  const entry = `./${libraryFolder}/${libraryEntry}`;
  return {
    ...{ name, version, description, license, repository, engines },
    main: `${entry}.js`,
    types: `${entry}.d.ts`,
    exports: { ".": { types: `${entry}.d.ts`, default: `${entry}.js` }, "./package.json": "./package.json" },
    dependencies: Object.fromEntries(own.map((each) => [each, pinOf(each, checkout)])),
    peerDependencies: {
      "@pulumi/kubernetes": orNewer(pinOf("@pulumi/kubernetes", checkout)),
      "@pulumi/pulumi": `${pulumi} <4`,
      ...Object.fromEntries(sdks.map((sdk) => [sdk.name, orNewer(sdk.version)])),
    },
    peerDependenciesMeta: Object.fromEntries(clouds.map((each) => [each, { optional: true }])),
  };
}

/**
 * The package.json of a project that `pulumi new` makes: with the packed file beside it, with what that shares with it,
 * and with what Pulumi runs TypeScript by.
 *
 * @param own what the template itself says
 * @param packed the name of the packed file
 */
export function templateManifest(
  own: Readonly<Record<string, unknown>>,
  { checkout, packed }: { readonly checkout: CheckoutManifest; readonly packed: string },
) {
  const running = [...shared, "ts-node", "typescript"];
  return {
    ...own,
    engines: checkout.engines,
    dependencies: Object.fromEntries([
      ...running.map((name) => [name, pinOf(name, checkout)]).sort(),
      [checkout.name, `file:${packed}`],
    ]),
  };
}
