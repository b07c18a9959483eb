import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { noTraces, Trial } from "./trial";

const trial = new Trial();
const outageMs = 30_000;

/** After an outage the controllers of Kubernetes wait up to a minute before they ask again. */
const patient = { rollout: { timeoutMinutes: 4 } };
jest.setTimeout(420_000);

/** Sends a signal to a process of the control plane. */
function signal(component: string, name: NodeJS.Signals): void {
  const file = trial.checkout.path(".sandbox", "cluster", "run", `${component}.pid`);
  process.kill(Number(readFileSync(file, "utf8")), name);
}

/** A first update that is half done. */
async function halfDone() {
  const command = trial.begin("up");
  await command.until((printed) => printed.includes("created      StatefulSet"));
  return command;
}

beforeAll(() => trial.start());

afterEach(() => trial.succeed("down"));
afterAll(() => trial.remove());

test("an API server that is dead for 30 s ends the update, and the next one finishes it", async () => {
  trial.configure(patient);
  const command = await halfDone();
  signal("kube-apiserver", "SIGKILL");
  const { code, errors } = await command.ended;
  await setTimeout(outageMs);

  expect(code).toBe(1);
  expect(errors).toContain("The API server does not answer, or not any more.");
  await trial.succeed("up");
  await trial.expectWhole();
});

test("an API server that does not answer for 30 s only delays the update", async () => {
  trial.configure(patient);
  const command = await halfDone();
  signal("kube-apiserver", "SIGSTOP");
  await setTimeout(outageMs);
  signal("kube-apiserver", "SIGCONT");
  const { code, errors } = await command.ended;

  expect({ code, errors }).toMatchObject({ code: 0 });
  await trial.expectWhole();
});

test("an etcd that is killed ends the update, and the next one starts it again and finishes", async () => {
  // What is watched just falls silent, so the update ends with the time of its rollout.
  trial.configure();
  const command = await halfDone();
  signal("etcd", "SIGKILL");
  const { code, errors } = await command.ended;

  expect(code).toBe(1);
  expect(errors).toContain("The engine could not finish:");
  trial.configure(patient);
  await trial.succeed("up");
  await trial.expectWhole();
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
