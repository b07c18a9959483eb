import { faultsOf } from "../support/configuration";

/** Measured: an engine with 768Mi ended with four bodies of 9 MB, and one took it to 683 MiB. */
test.each([
  [
    "an engine whose memory one large request would use up",
    { preset: "dev", services: { engine: { resources: { limits: { memory: "768Mi" } } } } },
    "openops:services.engine.resources.limits.memory: expected at least 770Mi, or a smaller services.app.requestBodyLimitMi than 10, got 768Mi: one request with so large a body takes 58 times its size, and the kernel then ends the pod with all that it works on (pulumi config set --path 'openops:services.engine.resources.limits.memory' 770Mi)",
  ],
  [
    "an app with too little memory for the bodies that it takes",
    {
      preset: "ci",
      services: {
        gateway: { bodyLimitMi: 20 },
        app: { requestBodyLimitMi: 20 },
        engine: { resources: { limits: { memory: "1350Mi" } } },
      },
    },
    "openops:services.app.resources.limits.memory: expected at least 1178Mi, or a smaller services.app.requestBodyLimitMi than 20, got 1Gi: one request with so large a body takes 40 times its size, and the kernel then ends the pod with all that it works on (pulumi config set --path 'openops:services.app.resources.limits.memory' 1178Mi)",
  ],
])("%s is refused", (_, values, fault) => {
  expect(faultsOf(values)).toEqual([fault]);
});

test("an engine that a stack with workers does not have is not asked for memory", () => {
  const services = { engine: { resources: { limits: { memory: "768Mi" } } } };
  const worker = {
    execution: "worker",
    version: "0.7.0",
    images: { tables: { tag: "0.3.0" }, analytics: { tag: "0.15.0" } },
  };

  expect(faultsOf({ preset: "dev", ...worker, services })).toEqual([]);
});
