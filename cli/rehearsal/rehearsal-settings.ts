import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { isRawMap, mergeLayers, type Raw, type RawMap } from "../../components/config/layers";
import { readMap } from "../stack-file";

/**
 * What commands have set in a rehearsal of a stack: a last layer on its stack file, which a rehearsal
 * never writes to.
 */
export class RehearsalSettings {
  private readonly path: string;

  constructor(folder: string, stack: string) {
    this.path = join(folder, `settings.${stack}.yaml`);
  }

  /** The settings by configuration key with its namespace; none where nothing was set. */
  read(): RawMap {
    return existsSync(this.path) ? readMap(this.path) : {};
  }

  /** Sets a value at a path of keys. */
  set([first = "", ...rest]: readonly string[], value: Raw): void {
    const below = rest.reduceRight<Raw>((inner, key) => ({ [key]: inner }), value);
    this.write(onTopOf(this.read(), { [first]: below }));
  }

  /** Takes a setting away; the value of the stack file counts again. */
  remove(path: readonly string[]): void {
    this.write(without(this.read(), path));
  }

  /** Puts the settings on the configuration of the stack file. */
  applyTo(config: RawMap): RawMap {
    return onTopOf(config, this.read());
  }

  forget(): void {
    rmSync(this.path, { force: true });
  }

  private write(settings: RawMap): void {
    writeFileSync(this.path, stringify(settings));
  }
}

function onTopOf(below: RawMap, above: RawMap): RawMap {
  return mergeLayers([
    { source: "stack file", values: below },
    { source: "rehearsal", values: above },
  ]).values;
}

function without(map: RawMap, [first = "", ...rest]: readonly string[]): RawMap {
  const { [first]: child, ...others } = map;
  return isRawMap(child) && rest.length > 0 ? { ...others, [first]: without(child, rest) } : others;
}
