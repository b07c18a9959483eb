import { runProgram } from "../support/program";
import { Container } from "./container";
import { appImage } from "./images";
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

const brokenApp = `
console.log("migration failed");
process.exit(1);
`;

function logs(container: Container, line: string): Promise<true> {
  return eventually(() => (container.log().includes(line) ? true : undefined));
}

async function podOf(workload: string) {
  const program = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:services": JSON.stringify({ app: { replicas: 2 } }),
  });
  return podSpecOf(program, workload);
}

describe("the app's hook before it stops", () => {
  test("ends Node, which the shell in front of it would not", async () => {
    const app = await Container.start(await podOf("openops-app"), appImage(healthyApp), {
      command: ["./docker-entrypoint.sh"],
    });
    await logs(app, "healthy");
    await app.hook("preStop");

    expect(await app.ended).toBe(0);
    expect(app.log()).toBe("healthy\nended in order\n");
  }, 20_000);
});

describe("the app's first boot", () => {
  test("succeeds once the app is healthy and has ended in order", async () => {
    const job = await Container.start(await podOf("openops-app-first-boot"), appImage(healthyApp));

    expect(await job.ended).toBe(0);
    expect(job.log()).toBe("healthy\nfirst boot done\nended in order\n");
  }, 20_000);

  test("fails when the app ends before it is healthy", async () => {
    const job = await Container.start(await podOf("openops-app-first-boot"), appImage(brokenApp));

    expect(await job.ended).toBe(1);
    expect(job.log()).toBe("migration failed\nthe app ended before it was healthy\n");
  }, 20_000);
});
