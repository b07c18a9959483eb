import { runProgram } from "../../support/program";

test("a Deployment rolls faster where its service says so and has no migrations", async () => {
  const run = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:services": JSON.stringify({
      engine: { replicas: 4, rollout: { maxSurge: 2, maxUnavailable: 1 } },
    }),
  });
  const rolling = (name: string) => run.find("kubernetes:apps/v1:Deployment", name).inputs;

  expect(rolling("openops-engine")).toMatchObject({
    spec: { strategy: { rollingUpdate: { maxSurge: 2, maxUnavailable: 1 } } },
  });
  expect(rolling("nginx")).toMatchObject({
    spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
  });
});
