import { perform, type Trial } from "../../../cli/rotate/performed-rotation";
import type { SignInOutcome } from "../../../cli/rotate/admin-sign-in";
import { RecordedStack } from "./recorded-stack";

/** What a rotation of the admin's password does, says and ends with, where sign-ins have these outcomes in turn. */
async function rotated(outcomes: readonly SignInOutcome[], failingUpdates: readonly number[] = []) {
  const access = new RecordedStack(failingUpdates);
  const said: string[] = [];
  const left = [...outcomes];
  const trial: Trial = {
    attempt: () => {
      access.done.push("sign-in");
      return Promise.resolve(left.shift() ?? { kind: "taken" });
    },
    undo: () => access.setSecret("adminPassword", "old"),
  };
  const steps = [{ text: "Give it.", changes: [{ kind: "set-secret", key: "adminPassword" } as const] }];
  const print = (line: string): void => void said.push(line);
  const ended = await perform(steps, { access, value: "new", print, again: "again", trial }).then(
    () => "done",
    String,
  );
  return { done: access.done, said: said.slice(1), ended };
}

const refused: SignInOutcome = { kind: "refused", reason: "answered 401: INVALID_CREDENTIALS" };

describe("the rotation of the admin's password", () => {
  test("ends with a sign-in", async () => {
    expect(await rotated([{ kind: "taken" }])).toEqual({
      done: ["secret adminPassword=new", "update", "sign-in"],
      said: ["Signing in …", "The admin signs in."],
      ended: "done",
    });
  });

  test("takes the value from before back where the sign-in is refused, and tries that one too", async () => {
    expect(await rotated([refused, { kind: "taken" }])).toEqual({
      done: [
        "secret adminPassword=new",
        "update",
        "sign-in",
        "secret adminPassword=old",
        "update",
        "sign-in",
      ],
      said: [
        "Signing in …",
        "The admin's sign-in is refused (answered 401: INVALID_CREDENTIALS): the value from before comes back.",
      ],
      ended:
        "CommandError: The new value is not taken: answered 401: INVALID_CREDENTIALS. " +
        "The value from before is set again in a record and the stack is updated.\nThe admin signs in with it.",
    });
  });

  test("does so too where its update did not finish, since the app does not start then", async () => {
    const { done, said, ended } = await rotated([refused, { kind: "taken" }], [1]);

    expect(said[0]).toBe("The API server is away.");
    expect(done.slice(2)).toEqual(["sign-in", "secret adminPassword=old", "update", "sign-in"]);
    expect(ended).toContain("The admin signs in with it.");
  });

  test("says what is left where the way back does not finish", async () => {
    const { ended } = await rotated([refused, refused], [2]);

    expect(ended).toBe(
      "CommandError: The new value is not taken: answered 401: INVALID_CREDENTIALS. " +
        "The value from before is set again in a record, and the update failed: The API server is away.\n" +
        "The admin does not sign in with it yet (answered 401: INVALID_CREDENTIALS): " +
        "update the stack, then look with npm run smoke.",
    );
  });

  test("keeps the new value where no sign-in can be tried, and says so", async () => {
    expect(await rotated([{ kind: "untried", reason: "The gateway cannot be reached" }])).toEqual({
      done: ["secret adminPassword=new", "update", "sign-in"],
      said: ["Signing in …", "No sign-in could be tried (The gateway cannot be reached): try one yourself."],
      ended: "done",
    });
  });

  test("goes on by hand where its update did not finish and the admin still signs in", async () => {
    const { ended } = await rotated([{ kind: "taken" }], [1]);

    expect(ended).toBe(
      "CommandError: The API server is away.\nStep 1 of 1 did not finish; its configuration is set in a record. " +
        "Fix the cause, then update the stack: that is all that is left.",
    );
  });
});
