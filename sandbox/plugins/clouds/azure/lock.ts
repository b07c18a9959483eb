import { oneOf, required, text } from "../../protocol/input-rules";
import type { ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { lastPart, taken } from "./identifiers";

/** Row of a lock: what it is on cannot be deleted before it. */
export const lock: ResourceKind = {
  title: "Management Lock",
  inputs: {
    level: required(oneOf(["NotSpecified", "CanNotDelete", "ReadOnly"])),
    lockName: text,
    notes: text,
    scope: required(text),
  },
  decides: ["azureApiVersion", "name", "type"],
  replaces: ["lockName", "scope"],
  naming: { input: "lockName", automatic: true },
  minutes: { create: 0, update: 0, delete: 0 },
  taken,
  name: ({ inputs }) => {
    const id = `${textAt(inputs, "scope") ?? ""}/providers/Microsoft.Authorization/locks/${textAt(inputs, "lockName") ?? ""}`;
    return { key: id, id };
  },
  decide: ({ named }) => ({
    azureApiVersion: "2020-05-01",
    name: lastPart(named.id),
    type: "Microsoft.Authorization/locks",
  }),
};
