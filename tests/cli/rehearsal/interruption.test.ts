import { watchInterruptions, type Interruption } from "../../../cli/rehearsal/interruption";

let watched: Interruption;
let said: jest.SpyInstance;
let exited: jest.SpyInstance;

beforeEach(() => {
  jest.useFakeTimers({ now: 0 });
  said = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  exited = jest.spyOn(process, "exit").mockImplementation();
});

afterEach(() => {
  watched.stopWatching();
  jest.useRealTimers();
  jest.restoreAllMocks();
});

function press(): void {
  process.emit("SIGINT");
}

test("the first interruption asks the engine to end in order", () => {
  watched = watchInterruptions(false);
  expect([watched.happened(), watched.signal.aborted]).toEqual([false, false]);
  press();
  expect([watched.happened(), watched.signal.aborted]).toEqual([true, true]);
  expect(exited).not.toHaveBeenCalled();
});

test("on a terminal the engine has been interrupted already, and a second time would stop it at once", () => {
  watched = watchInterruptions(true);
  press();
  expect([watched.happened(), watched.signal.aborted]).toEqual([true, false]);
});

test("one press that arrives twice counts once", () => {
  watched = watchInterruptions(false);
  press();
  jest.setSystemTime(400);
  press();
  expect(said).toHaveBeenCalledTimes(1);
  expect(exited).not.toHaveBeenCalled();
});

test("a second press ends the command at once, with the exit code of an interruption", () => {
  watched = watchInterruptions(false);
  press();
  jest.setSystemTime(600);
  press();
  expect(exited).toHaveBeenCalledWith(130);
});

test("nothing is watched afterwards", () => {
  const before = process.listenerCount("SIGINT");
  watched = watchInterruptions(false);
  watched.stopWatching();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
