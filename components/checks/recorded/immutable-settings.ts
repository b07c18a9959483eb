import { z } from "zod";
import { firstOfEach } from "../../values/entries";
import { removeCommand, setCommand, type Fault } from "../../values/fault";
import { defaultIdentifier, storeNames } from "../../plan/names";
import { declaredStores } from "../../sources/store-profiles";
import { clouds, type CloudName } from "../../../providers/registry";
import type { Cloud } from "../../../providers/source";
import type { StackConfig } from "../../stack/stack-config";

/** What is recorded of settings that would replace a server: its kind, and their values by path. */
export const fixedFactsSchema = z.record(
  z.string(),
  z.object({ kind: z.string(), settings: z.record(z.string(), z.string()) }),
);

export type FixedFacts = z.output<typeof fixedFactsSchema>;

/** Where all servers of a cloud are: another place is another server. */
function placeOf(
  { clouds: accounts }: StackConfig,
  name: CloudName,
): Readonly<Record<string, string | undefined>> {
  const cloud: Cloud = clouds[name];
  const account = accounts[name];
  return account === undefined ? {} : cloud.place(account);
}

/** The settings of a stack's servers in clouds that cannot be changed without another server. */
export function fixedFactsOf(config: StackConfig, namespace: string): FixedFacts {
  return Object.fromEntries(
    declaredStores(config).flatMap(({ store, path, settings: { kind }, profile: { fixed }, cloud }) => {
      if (fixed === undefined || cloud === undefined) {
        return [];
      }
      const identifier = fixed.identifier ?? defaultIdentifier(namespace, storeNames[store].name);
      const own = Object.entries({ ...fixed, identifier }).map(([name, value]) => [`${path}.${name}`, value]);
      const place = Object.entries(placeOf(config, cloud)).map(([name, value]) => [
        `clouds.${cloud}.${name}`,
        value,
      ]);
      const settings = [...own, ...place].map(([name, value]) => [
        name,
        value === undefined ? "" : String(value),
      ]);
      return [[path, { kind, settings: Object.fromEntries(settings) }] as const];
    }),
  );
}

/** The settings of which another value would replace a server of the deployed stack by an empty one. */
export function fixedFaults(planned: FixedFacts, recorded: FixedFacts): readonly Fault[] {
  // A place in a cloud is the same fault for both servers.
  return firstOfEach(replacements(planned, recorded), ({ path }) => path);
}

function* replacements(planned: FixedFacts, recorded: FixedFacts): Iterable<Fault> {
  for (const [server, { kind, settings }] of Object.entries(planned)) {
    const before = recorded[server];
    if (before?.kind !== kind) {
      continue;
    }
    for (const [path, value] of Object.entries(settings)) {
      const was = before.settings[path];
      if (was !== undefined && was !== value) {
        yield replacement({ server, path, was, value });
      }
    }
  }
}

interface Replacement {
  readonly server: string;
  readonly path: string;
  readonly was: string;
  readonly value: string;
}

function replacement({ server, path, was, value }: Replacement): Fault {
  const back = was === "" ? removeCommand(path) : setCommand(path, was);
  return {
    path,
    expected: was === "" ? "nothing, as it is deployed" : `${was} as it is deployed`,
    got: value === "" ? "nothing" : value,
    why: `another value replaces the server of ${server.split(".")[0] ?? server} by an empty one`,
    fix: `${back}; to replace it on purpose, first bring the stack up with availability.protectData false`,
  };
}
