import { plannedSteps, type EngineStep } from "../../../cli/change-report/planned-step";
import { durationText, startupTime } from "../../../cli/change-report/effects/startup-time";
import { readDigest, stepsOfEvents } from "../../../cli/change-report/engine-events";
import { engineStep, urnOf } from "../../support/engine-events";

const secretMark = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "s3cret-value",
};

describe("planned steps", () => {
  test("tell a replacement once, and whether the old one goes first", () => {
    const type = "kubernetes:apps/v1:StatefulSet";
    const sides = { type, before: {}, after: {} };
    const [create, replace, remove] = ["create-replacement", "replace", "delete-replaced"].map((op) =>
      engineStep(op, sides),
    );
    const steps = (...list: readonly (EngineStep | undefined)[]) =>
      plannedSteps(list.flatMap((step) => step ?? [])).map(({ operation, deletedFirst }) => [
        operation,
        deletedFirst,
      ]);
    expect(steps(create, replace, remove)).toEqual([["replace", false]]);
    expect(steps(remove, replace, create)).toEqual([["replace", true]]);
  });

  test("leave out reads, components, records and the stack itself", () => {
    const steps = [
      engineStep("read", { before: {}, after: {} }),
      engineStep("create", { type: "openops:services:App", after: {} }),
      engineStep("create", { type: "pulumi:pulumi:Stack", after: {} }),
      engineStep("update", { type: "pulumi:index:Stash", before: {}, after: {} }),
    ];
    expect(plannedSteps(steps)).toEqual([]);
  });

  test("hold no secret: neither what is marked nor any content of a Secret", () => {
    const steps = plannedSteps([
      engineStep("create", { after: { value: { deep: [secretMark] } } }),
      engineStep("create", {
        type: "kubernetes:core/v1:Secret",
        after: { data: { a: "YWJj" }, stringData: { b: "abc" } },
      }),
    ]);
    expect(steps.map(({ after }) => after?.inputs)).toEqual([
      { value: { deep: ["[secret]"] } },
      { data: "[secret]" },
    ]);
  });
});

describe("where steps come from", () => {
  const before = { spec: { a: 1 } };
  const after = { spec: { a: 2 } };

  test("the engine's events and the JSON of pulumi preview tell the same", () => {
    const urn = urnOf("kubernetes:core/v1:ConfigMap", "thing");
    const side = { type: "t", urn, id: "", parent: "", outputs: {}, provider: "" };
    const metadata = {
      op: "update" as const,
      urn,
      type: "t",
      provider: "",
      old: { ...side, inputs: before },
      new: { ...side, inputs: after },
      diffs: ["spec"],
    };
    const events = stepsOfEvents([{ sequence: 1, timestamp: 1, resourcePreEvent: { metadata } }]);
    const digest = readDigest(
      JSON.stringify({
        steps: [
          {
            op: "update",
            urn,
            oldState: { inputs: before },
            newState: { inputs: after },
            diffReasons: ["spec"],
          },
        ],
      }),
    );
    const planned = plannedSteps(events);
    expect(planned).toHaveLength(1);
    expect(plannedSteps(digest?.steps ?? [])).toEqual(planned);
  });

  test("the JSON names why a preview failed, each reason once", () => {
    const error = { severity: "error", message: "no room\n" };
    const digest = readDigest(
      JSON.stringify({ diagnostics: [error, error, { severity: "warning", message: "x" }] }),
    );
    expect(digest).toEqual({ steps: [], errors: ["no room"] });
  });

  test.each(["", "Previewing update", '["steps"]', '{"steps": 3}'])("%j is no such JSON", (text) => {
    expect(readDigest(text)).toBeUndefined();
  });
});

describe("the time until a pod is ready", () => {
  test("is that of its slowest container", () => {
    const quick = { readinessProbe: { periodSeconds: 1, failureThreshold: 2 } };
    const slow = { startupProbe: { initialDelaySeconds: 5, failureThreshold: 4 }, readinessProbe: {} };
    expect(startupTime({ containers: [quick, slow] })).toEqual({ leastSeconds: 5, mostSeconds: 45 });
  });

  test("is told in minutes and seconds", () => {
    expect([0, 45, 60, 90].map(durationText)).toEqual(["0 s", "45 s", "1 min", "1 min 30 s"]);
  });
});
