import { z } from "zod";

const labels = z.record(z.string(), z.string());

const selector = z.object({
  matchLabels: labels.default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

const peer = z.object({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.object({ cidr: z.string(), except: z.array(z.string()).default([]) }).optional(),
});

const port = z.object({
  protocol: z.string().default("TCP"),
  port: z.union([z.number(), z.string()]).optional(),
  endPort: z.number().optional(),
});

const peers = z.array(peer).default([]);
const ports = z.array(port).default([]);

const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  labels: labels.default({}),
});

/** A NetworkPolicy as far as it is enforced, which is all of it but IPv6. */
export const policySchema = z.object({
  metadata,
  spec: z.object({
    podSelector: selector.prefault({}),
    policyTypes: z.array(z.enum(["Ingress", "Egress"])).default(["Ingress"]),
    ingress: z.array(z.object({ from: peers, ports })).default([]),
    egress: z.array(z.object({ to: peers, ports })).default([]),
  }),
});

export const podSchema = z.object({
  metadata,
  spec: z.object({
    hostNetwork: z.boolean().default(false),
    containers: z
      .array(
        z.object({
          ports: z
            .array(
              z.object({
                name: z.string().optional(),
                containerPort: z.number(),
                protocol: z.string().default("TCP"),
              }),
            )
            .default([]),
        }),
      )
      .default([]),
  }),
  status: z.object({ phase: z.string().optional(), podIP: z.string().optional() }).default({}),
});

export const namespaceSchema = z.object({ metadata });

export type Selector = Readonly<z.infer<typeof selector>>;
export type Peer = Readonly<z.infer<typeof peer>>;
export type Port = Readonly<z.infer<typeof port>>;
export type NetworkPolicy = Readonly<z.infer<typeof policySchema>>;
export type Pod = Readonly<z.infer<typeof podSchema>>;
export type Namespace = Readonly<z.infer<typeof namespaceSchema>>;

/** Whether a selector chooses an object by its labels; an empty one chooses every object. */
export function selects(
  { matchLabels, matchExpressions }: Selector,
  labels: Readonly<Record<string, string>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
      }
    })
  );
}
