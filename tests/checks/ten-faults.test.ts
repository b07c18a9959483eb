import { faultsOf } from "../support/configuration";

test("a configuration with ten faults is refused with ten lines", () => {
  const lines = faultsOf({
    preset: "prod",
    publicURL: "http://localhost",
    version: "latest",
    images: { tables: { tag: "1.0.0" }, analytics: { tag: "1.0.0" } },
    services: {
      app: { replica: 2, resources: { limits: { memory: "1Gi" } } },
      tables: { replicas: 2 },
      gateway: { hsts: { preload: true } },
    },
    rollout: { maxSurge: 2 },
    postgresPassword: "p@ssword-with-at",
    analyticsSecretKey: "thisISaSECRET_1234",
  });
  const paths = lines.map((line) => /^openops:([^ ]+): expected /.exec(line)?.[1]);

  expect(paths.sort()).toEqual([
    "analyticsSecretKey",
    "postgresPassword",
    "publicURL",
    "publicUrl",
    "rollout.maxSurge",
    "services.app.replica",
    "services.app.resources.limits.memory",
    "services.gateway.hsts",
    "services.tables.replicas",
    "version",
  ]);
});
