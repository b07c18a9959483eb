import { between, oneOf, required, text, textLike, textMap, texts, flag } from "../../protocol/input-rules";
import type { ResourceKind } from "../cloud";
import { mapAt, textAt, textsAt } from "../reading";
import {
  deletionPolicy,
  isAbandoned,
  labelsOf,
  networkPath,
  prevented,
  projectOf,
  typesOf,
} from "./identifiers";

/** Rule for names of Compute Engine's resources (RFC 1035). */
const resourceName = textLike(
  /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last",
);

/** Row of a range of addresses; all but its labels is fixed. */
export const globalAddress: ResourceKind = {
  title: "GlobalAddress",
  inputs: {
    name: resourceName,
    address: text,
    deletionPolicy,
    addressType: oneOf(["EXTERNAL", "INTERNAL"]),
    description: text,
    labels: textMap,
    network: text,
    prefixLength: between(8, 29),
    project: text,
    purpose: oneOf(["VPC_PEERING", "PRIVATE_SERVICE_CONNECT"]),
  },
  defaults: { addressType: "EXTERNAL" },
  decides: [
    ...["address", "creationTimestamp", "effectiveLabels", "labelFingerprint", "prefixLength", "project"],
    ...["pulumiLabels", "selfLink"],
  ],
  secrets: ["effectiveLabels", "pulumiLabels"],
  replaces: [
    "name",
    "address",
    "addressType",
    "description",
    "network",
    "prefixLength",
    "project",
    "purpose",
  ],
  naming: { input: "name", automatic: true },
  minutes: { create: 0.2, update: 0.1, delete: 0.2 },
  taken: "Error 409: The resource already exists, alreadyExists",
  refusal: ({ inputs }) => {
    if (inputs.purpose !== "VPC_PEERING") {
      return undefined;
    }
    const missing = ["network", "prefixLength"].find((name) => !(name in inputs));
    return missing === undefined && inputs.addressType === "INTERNAL"
      ? undefined
      : `Error 400: Invalid value for field 'resource.${missing ?? "addressType"}': a range for VPC peering is internal and needs it, invalid`;
  },
  abandons: isAbandoned,
  deletionRefusal: prevented,
  name: ({ inputs, ...context }) => {
    const key = textAt(inputs, "name") ?? "";
    return { key, id: `projects/${projectOf(context, inputs)}/global/addresses/${key}` };
  },
  decide: ({ inputs, named: { id }, ...context }) => ({
    address: "10.1.0.0",
    creationTimestamp: "2026-01-01T00:00:00.000-00:00",
    labelFingerprint: "42WmSpB8rSM=",
    prefixLength: 0,
    project: projectOf(context, inputs),
    selfLink: `https://www.googleapis.com/compute/v1/${id}`,
    ...labelsOf(context, mapAt(inputs, "labels")),
  }),
};

const users = ["settings.ipConfiguration.privateNetwork", "authorizedNetwork"];

/** Row of the peering between a network and Google's services. */
export const connection: ResourceKind = {
  title: "Service Networking Connection",
  inputs: {
    deletionPolicy,
    network: required(text),
    reservedPeeringRanges: required(texts),
    service: required(text),
    updateOnCreationFail: flag,
  },
  decides: ["peering"],
  replaces: ["network", "service"],
  minutes: { create: 1, update: 1, delete: 1 },
  refusal: ({ inputs, existing, account, ...context }) => {
    const wanted = textsAt(inputs, "reservedPeeringRanges");
    const network = networkPath(textAt(inputs, "network") ?? "", projectOf({ ...context }, inputs));
    const before = existing ?? account.find(typesOf.connection, network);
    const known = textsAt(before?.inputs ?? {}, "reservedPeeringRanges");
    const differs = before !== undefined && [...known].sort().join() !== [...wanted].sort().join();
    return existing === undefined && differs && inputs.updateOnCreationFail !== true
      ? "Error 400: Cannot modify allocated ranges in CreateConnection. Please use UpdateConnection."
      : undefined;
  },
  abandons: isAbandoned,
  deletionRefusal: ({ account, resource, state, ...context }) => {
    const used = account.all().some(({ inputs }) =>
      users.some((path) => {
        const network = textAt(inputs, path);
        return network !== undefined && networkPath(network, projectOf(context, inputs)) === resource.key;
      }),
    );
    const refused = prevented({ state });
    return refused !== undefined || !used || isAbandoned({ state })
      ? refused
      : "Error code 9, message: Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, " +
          "etc.) are still using this connection.";
  },
  name: ({ inputs, ...context }) => {
    const key = networkPath(textAt(inputs, "network") ?? "", projectOf(context, inputs));
    return { key, id: `${encodeURIComponent(key)}:${textAt(inputs, "service") ?? ""}` };
  },
  decide: () => ({ peering: "servicenetworking-googleapis-com" }),
};
