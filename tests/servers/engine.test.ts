import { Agent, get } from "node:http";
import { runProgram } from "../support/program";
import { Container } from "./container";
import { engineImage } from "./images";
import { eventually } from "./machine";
import { podSpecOf } from "./pod-spec";

const port = 3005;

/** An engine that answers a run when the test says so. */
const heldRuns = `
const held = [];
require("node:http").createServer((request, response) => {
  if (request.url === "/execute") {
    held.push(response);
    console.log("run open");
  } else {
    held.splice(0).forEach((run) => run.end("finished"));
    response.end();
  }
}).listen(${port}, () => console.log("listening"));
`;

async function startEngine(program: string): Promise<Container> {
  const run = await runProgram("dev", { "openops:preset": "dev" });
  return Container.start(podSpecOf(run, "openops-engine"), engineImage(program));
}

function logs(container: Container, line: string): Promise<true> {
  return eventually(() => (container.log().includes(line) ? true : undefined));
}

function ask(path: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, ...(agent && { agent }) }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.once("end", () => resolve(body));
    }).once("error", reject);
  });
}

describe("the engine's container", () => {
  test("has the image's seed beside its volumes", async () => {
    const engine = await startEngine(heldRuns);
    await logs(engine, "listening");
    const { output } = await engine.exec(["cat", "/tmp/codes/package.json"]);

    expect(output).toBe("{}");
    await engine.remove();
  });

  test("ends with the engine's own status", async () => {
    const engine = await startEngine("process.exit(3)");

    expect(await engine.ended).toBe(3);
  });
});

describe("an order to stop", () => {
  test("lets the open run finish, then ends the engine", async () => {
    const engine = await startEngine(heldRuns);
    await logs(engine, "listening");
    const run = ask("/execute");
    await logs(engine, "run open");
    let ended = false;
    void engine.ended.then(() => (ended = true));
    const hook = engine.hook("preStop");
    // Having looked at the connections for the first time, it sleeps for one second.
    await eventually(async () => {
      const { output } = await engine.exec(["cat", "/tmp/sleeps"]);
      return output.startsWith("5\n1\n") ? true : undefined;
    });
    expect(ended).toBe(false);
    await ask("/finish");

    expect(await run).toBe("finished");
    expect(await engine.ended).toBe(143);
    await hook;
  }, 30_000);

  test("is not held up by an idle connection of the app", async () => {
    const engine = await startEngine(heldRuns);
    await logs(engine, "listening");
    const agent = new Agent({ keepAlive: true });
    await ask("/finish", agent);
    const hook = engine.hook("preStop");

    expect(await engine.ended).toBe(143);
    agent.destroy();
    await hook;
  }, 30_000);

  test("by a signal alone is not obeyed, so that the hook decides", async () => {
    const engine = await startEngine(heldRuns);
    await logs(engine, "listening");
    engine.signal("SIGTERM");

    expect(await ask("/finish")).toBe("");
    await engine.remove();
  });
});
