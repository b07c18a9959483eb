import { z } from "zod";
import { httpGet } from "../../components/services/container-plan";

const probe = { ...httpGet("/", 80), periodSeconds: 5, timeoutSeconds: 1, failureThreshold: 3 };
const sizes = { requests: ["64Mi", "50m"], limits: ["128Mi", "100m"] } as const;

/** What a declaration has to say at least; a test adds what it is about. */
export const declaredService = {
  name: "probe",
  servicePort: 80,
  containerPort: 80,
  settings: z.looseObject({}).prefault({}),
  sizes: { small: sizes, medium: sizes, large: sizes },
  image: { name: "app", repository: "openops/probe", tag: "version" },
  runAs: { user: 1000 },
  words: { down: "nothing is probed", rolling: "nothing" },
  environment: () => ({}),
  container: () => ({ readinessProbe: probe, livenessProbe: probe }),
} as const;
