import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { appImage, nginxImage } from "./images";
import { eventually } from "./machine";
import { podSpecOf } from "./pod-spec";

/** An app that is healthy after a while and takes a moment to end, as OpenOps' does. */
const healthyApp = `
require("node:fs").writeFileSync("/proc/self/comm", "MainThread");
const server = require("node:http").createServer((request, response) => {
  response.statusCode = request.url === "/api/v1/health" ? 200 : 404;
  response.end();
});
setTimeout(() => server.listen(80, () => console.log("healthy")), 1000);
process.on("SIGTERM", () => setTimeout(() => {
  console.log("ended in order");
  process.exit(0);
}, 300));
`;

function logs(container: Container, line: string): Promise<true> {
  return eventually(() => (container.log().includes(line) ? true : undefined));
}

/** The stack's app with a Job for its first boot, which two pods need. */
function stackOfTwo(): Promise<ProgramRun> {
  return runProgram("dev", {
    "openops:preset": "dev",
    "openops:services": JSON.stringify({ app: { replicas: 2 } }),
  });
}

describe("the hook before the app stops ends Node, which the shell in front of it would not,", () => {
  test.each([
    ["in a pod of the Deployment", "openops-app", undefined],
    ["in the sidecar of the first boot", "openops-app-first-boot", "app"],
  ] as const)(
    "%s",
    async (_where, workload, sidecar) => {
      const app = await Container.start(
        podSpecOf(await stackOfTwo(), workload, sidecar),
        appImage(healthyApp),
        {
          command: ["./docker-entrypoint.sh"],
        },
      );
      await logs(app, "healthy");
      await app.hook("preStop");

      expect(await app.ended).toBe(0);
      expect(app.log()).toBe("healthy\nended in order\n");
    },
    20_000,
  );
});

test("the first boot is done when its own container begins", async () => {
  const done = await Container.start(podSpecOf(await stackOfTwo(), "openops-app-first-boot"), nginxImage);

  expect(await done.ended).toBe(0);
});
