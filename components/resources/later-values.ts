import * as pulumi from "@pulumi/pulumi";
import { childPath, type Raw, type RawMap } from "../config/layers";
import type { Fault } from "../values/fault";
import type { StoreName } from "../values/text";

/** What is known of an existing server once other resources are there. */
export interface LaterServer {
  readonly host?: pulumi.Input<string>;
  readonly adminRole?: pulumi.Input<string>;
  readonly addresses?: readonly pulumi.Input<string>[];
}

/** The values of a program that are not known while it is planned, by the server that they are of. */
export type LaterValues = Readonly<Partial<Record<StoreName, LaterServer>>>;

/** What stands for such values while they are checked and planned; none of it reaches a resource. */
const standIns: Readonly<Record<string, string>> = {
  host: "later.openops.invalid",
  adminRole: "later",
  addresses: "192.0.2.0/24",
};

/** A value of the program as plain data. */
export interface PlainValue {
  readonly value: Raw;
  readonly faults: readonly Fault[];
}

/** Whether a value is known only later. */
export function isLater(value: unknown): value is pulumi.Output<string> | Promise<string> {
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

/** `database.addresses[0]` is of `addresses`. */
function laterValue(path: string): PlainValue {
  const [, field] = /^(?:database|cache)\.(\w+)(?:\[\d+\])?$/.exec(path) ?? [];
  const value = field === undefined ? undefined : standIns[field];
  return value === undefined
    ? {
        value,
        faults: [
          {
            path,
            expected: "a value that is known when the program runs",
            got: "an Output",
            why: "what is installed depends on it; secrets, and the host, adminRole and addresses of existing servers may be Outputs",
          },
        ],
      }
    : { value, faults: [] };
}

/** The values of a server that are known only later. */
export function laterServer(settings: object): LaterServer {
  const entries = Object.entries(settings).filter(
    ([key, value]) => key in standIns && (isLater(value) || (Array.isArray(value) && value.some(isLater))),
  );
  const later: LaterServer = Object.fromEntries(entries);
  return later;
}
