import { z } from "zod";
import { text, wholeNumber } from "../../components/model/schema/fields";
import { resources, storage } from "../../components/model/schema/workload";

const updateStrategy = z
  .strictObject({
    partition: wholeNumber(0).default(0).describe("Pods with a lower ordinal keep their version."),
  })
  .prefault({});

/** Postgres as a StatefulSet in the stack's namespace. */
export const inClusterDatabase = z.strictObject({
  kind: z.literal("in-cluster"),
  name: text
    .regex(/^[a-z_][a-z0-9_]{0,62}$/, "a Postgres name: lower-case letters, digits and underscores")
    .default("openops")
    .describe("Name of the app's database."),
  resources: resources({ requests: ["512Mi", "250m"], limits: ["1Gi", "500m"] }),
  storage: storage(20),
  maxConnections: wholeNumber(20, 10000)
    .default(300)
    .describe("Postgres' max_connections; OpenOps needs about 200."),
  updateStrategy,
});

/** Redis as a StatefulSet in the stack's namespace. */
export const inClusterCache = z.strictObject({
  kind: z.literal("in-cluster"),
  resources: resources({ requests: ["256Mi", "100m"], limits: ["512Mi", "200m"] }),
  storage: storage(5),
  updateStrategy,
});
