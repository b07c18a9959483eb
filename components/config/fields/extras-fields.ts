import { z } from "zod";
import {
  annotations,
  dnsLabel,
  environmentVariables,
  labels,
  objectName,
  quantity,
  text,
  wholeNumber,
  yesOrNo,
} from "./fields";
import { resources } from "./resource-fields";

const pathText = "an absolute path such as /etc/company, without a colon";
const absolutePath = z.string(pathText).regex(/^\/[^\s:]*$/, pathText);

const mount = {
  mountPath: absolutePath.describe("Where the container sees it."),
  readOnly: yesOrNo.default(true),
};

const source = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("config-map"), name: objectName }),
  z.strictObject({ kind: z.literal("secret"), secretName: objectName }),
  z.strictObject({ kind: z.literal("claim"), claimName: objectName }),
  z.strictObject({ kind: z.literal("empty-dir"), sizeLimit: quantity.optional() }),
]);

const volume = z.strictObject({
  name: dnsLabel,
  source: source.describe("An object of the namespace, or an empty folder that lives as long as the pod."),
  ...mount,
});

const container = z.strictObject({
  name: dnsLabel,
  image: text.describe("Image with its registry and tag or digest; `images.registry` does not change it."),
  command: z.array(text).default([]).describe("Default: the image's."),
  args: z.array(text).default([]),
  env: environmentVariables.default({}).describe("Variables without secrets."),
  // A guess for an agent or proxy: nobody here knows what people add.
  resources: resources({ requests: ["64Mi", "50m"], limits: ["128Mi", "200m"] }),
  volumeMounts: z
    .array(z.strictObject({ name: dnsLabel, ...mount }))
    .default([])
    .describe("Volumes of the same service by name."),
  runAsUser: wholeNumber(1, 65534).default(65534).describe("User and group; root is refused."),
  readOnlyRoot: yesOrNo.default(true).describe("Whether its root file system is read-only."),
});

const hostAlias = z.strictObject({
  ip: z.union([z.ipv4(), z.ipv6()], "an IP address"),
  hostnames: z.array(objectName).min(1, "at least one host name"),
});

/** What users add to the pods of a service. */
export const extraFields = {
  podLabels: labels.default({}).describe("Labels of the pods, besides the ones this program sets."),
  podAnnotations: annotations.default({}).describe("Annotations of the pods."),
  serviceAccountAnnotations: annotations
    .default({})
    .describe(
      "Annotations of a ServiceAccount of its own, for a cloud's identity. Default: no account of its own.",
    ),
  volumes: z.array(volume).default([]).describe("Volumes that the service's container sees."),
  initContainers: z
    .array(container)
    .default([])
    .describe("Containers that end before the service starts, once its peers answer."),
  sidecars: z.array(container).default([]).describe("Containers that run beside the service, in each pod."),
  hostAliases: z.array(hostAlias).default([]).describe("Lines of /etc/hosts."),
};
