import * as pulumi from "@pulumi/pulumi";
import { cidr, databaseRole, host, tcpPort } from "../config/fields/fields";
import { childPath, type Raw, type RawMap } from "../config/layers";
import { showValue, type Fault } from "../values/fault";
import type { StoreName } from "../values/text";
import { ConfigError } from "./config-error";

/** What is known of an existing server once other resources are there. */
export interface LaterServer {
  readonly host?: pulumi.Input<string>;
  readonly port?: pulumi.Input<number>;
  readonly adminRole?: pulumi.Input<string>;
  readonly addresses?: readonly pulumi.Input<string>[];
}

/** The values of a program that are not known while it is planned, by the server that they are of. */
export type LaterValues = Readonly<Partial<Record<StoreName, LaterServer>>>;

/**
 * What stands for such values while they are checked and planned, where the default of the key does not; none of it
 * reaches a resource.
 */
const standIns: Readonly<Record<keyof LaterServer, string | undefined>> = {
  host: "later.openops.invalid",
  port: undefined,
  adminRole: "later",
  addresses: "192.0.2.0/24",
};

/** What such a value has to be once it is known. */
const forms = { host, port: tcpPort, adminRole: databaseRole, addresses: cidr } as const;

/** A value of the program as plain data. */
export interface PlainValue {
  readonly value: Raw;
  readonly faults: readonly Fault[];
}

/** Whether a value is known only later. */
export function isLater(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Makes plain data of a value, with a stand-in for what is known later; elsewhere such a value is a fault. */
export function plainValue(path: string, value: unknown): PlainValue {
  if (isLater(value)) {
    return laterValue(path);
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => plainValue(childPath(path, index), item));
    return { value: items.map((item) => item.value), faults: items.flatMap(({ faults }) => faults) };
  }
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(
      ([key, field]) => [key, plainValue(childPath(path, key), field)] as const,
    );
    const plain: RawMap = Object.fromEntries(fields.map(([key, field]) => [key, field.value]));
    return { value: plain, faults: fields.flatMap(([, { faults }]) => faults) };
  }
  return { value: isRaw(value) ? value : undefined, faults: [] };
}

function isRaw(value: unknown): value is string | number | boolean | null | undefined {
  return value === null || ["string", "number", "boolean", "undefined"].includes(typeof value);
}

function isLaterKey(key: string | undefined): key is keyof LaterServer {
  return key !== undefined && key in standIns;
}

/** `database.addresses[0]` is of `addresses`. */
function laterValue(path: string): PlainValue {
  const [, field] = /^(?:database|cache)\.(\w+)(?:\[\d+\])?$/.exec(path) ?? [];
  return isLaterKey(field)
    ? { value: standIns[field], faults: [] }
    : {
        value: undefined,
        faults: [
          {
            path,
            expected: "a value that is known when the program runs",
            got: "an Output",
            why: "what is installed depends on it; secrets, and the host, port, adminRole and addresses of existing servers may be Outputs",
          },
        ],
      };
}

/** The values of a server that are known only later; one that is of no use once it is known fails what needs it. */
export function laterServer(store: StoreName, settings: object): LaterServer {
  const values = Object.entries(settings).filter(
    ([key, value]) => isLaterKey(key) && (isLater(value) || (Array.isArray(value) && value.some(isLater))),
  );
  const later: LaterServer = Object.fromEntries(
    values.map(([key, value]: readonly [string, unknown]) => {
      const path = childPath(store, key);
      return [
        key,
        Array.isArray(value)
          ? value.map((item, index) => checked(childPath(path, index), key, item))
          : checked(path, key, value),
      ];
    }),
  );
  return later;
}

function checked(path: string, key: string, value: unknown): pulumi.Output<unknown> {
  return pulumi.all([value]).apply(([known]) => {
    const faults = isLaterKey(key) ? laterFaults(path, key, known) : [];
    if (faults.length > 0) {
      throw new ConfigError("What OpenOps is given", faults, "arguments");
    }
    return known;
  });
}

/** What is wrong with a value of a server once it is known. */
export function laterFaults(path: string, key: keyof LaterServer, known: unknown): readonly Fault[] {
  const { error } = forms[key].safeParse(known);
  return (error?.issues ?? []).map(({ message }) => ({ path, expected: message, got: showValue(known) }));
}
