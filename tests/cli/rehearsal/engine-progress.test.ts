import { DiffKind, type EngineEvent, type OpType } from "@pulumi/pulumi/automation";
import { EngineProgress } from "../../../cli/terminal/engine-progress";

let lines: string[];

beforeEach(() => {
  lines = [];
  jest.useFakeTimers({ now: 0 });
});

afterEach(() => jest.useRealTimers());

function progress(preview = false): EngineProgress {
  return new EngineProgress({ print: (line) => lines.push(line), preview });
}

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::openops::${type}::${name}`;
}

function step(op: OpType, type: string, name: string) {
  return { op, type, urn: urnOf(type, name), provider: "" };
}

function event(content: Partial<EngineEvent>): EngineEvent {
  return { sequence: 0, timestamp: 0, ...content };
}

const deployment = "kubernetes:apps/v1:Deployment";
const app = step("create", deployment, "openops-app");
const diagnostic = { urn: app.urn, color: "never", message: "", severity: "info" } as const;

describe("an update", () => {
  test("shows each resource in one line when it is ready, with how long it took", () => {
    const shown = progress();
    shown.take(event({ resourcePreEvent: { metadata: app } }));
    expect(lines).toEqual([]);
    jest.setSystemTime(3240);
    shown.take(event({ resOutputsEvent: { metadata: app } }));
    expect(lines).toEqual(["  created      Deployment             openops-app                  3.2 s"]);
  });

  test("shows a replacement once", () => {
    const shown = progress();
    const name = "nginx";
    const type = "kubernetes:core/v1:ConfigMap";
    for (const op of ["create-replacement", "replace", "delete-replaced"] as const) {
      shown.take(event({ resOutputsEvent: { metadata: step(op, type, name) } }));
    }
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual(["replaced", "removed old"]);
  });

  test("shows nothing of what stays, of components and of providers", () => {
    const shown = progress();
    const component = step("create", "openops:services:App", "app");
    const provider = step("create", "pulumi:providers:kubernetes", "cluster");
    [step("same", deployment, "nginx"), component, provider].forEach((metadata) =>
      shown.take(event({ resOutputsEvent: { metadata } })),
    );
    expect(lines).toEqual([]);
  });

  test("says once what a resource waits for, when that takes long", () => {
    const shown = progress();
    const waiting = { ...diagnostic, message: "0 of 1 pods are ready", ephemeral: true };
    shown.take(event({ resourcePreEvent: { metadata: app } }));
    jest.setSystemTime(4999);
    shown.take(event({ diagnosticEvent: waiting }));
    expect(lines).toEqual([]);
    jest.setSystemTime(5000);
    shown.take(event({ diagnosticEvent: waiting }));
    shown.take(event({ diagnosticEvent: waiting }));
    expect(lines).toEqual(["  waiting      openops-app: 0 of 1 pods are ready"]);
  });

  test("shows what failed, and keeps each failure once, with its resource and without colours", () => {
    const shown = progress();
    const failure = {
      ...diagnostic,
      severity: "error",
      message: "<{%reset%}>2 errors occurred:\n\t* no room<{%reset%}>\n",
    } as const;
    shown.take(event({ resourcePreEvent: { metadata: app } }));
    shown.take(event({ diagnosticEvent: failure }));
    shown.take(event({ diagnosticEvent: failure }));
    shown.take(event({ resOpFailedEvent: { metadata: app, status: 0, steps: 1 } }));
    expect(lines).toEqual(["  FAILED       Deployment             openops-app                  0.0 s"]);
    expect(shown.result().errors).toEqual(["openops-app: 2 errors occurred:\n  * no room"]);
  });
});

describe("a preview", () => {
  test("shows each change with the properties that differ, never with their values", () => {
    const shown = progress(true);
    const difference = { diffKind: DiffKind.update, inputDiff: true };
    const paths = ["spec.a", "spec.b", "spec.c", "spec.d"];
    const detailedDiff = Object.fromEntries(paths.map((path) => [path, difference]));
    const changed = { ...step("update", deployment, "nginx"), detailedDiff };
    [app, changed].forEach((metadata) => shown.take(event({ resourcePreEvent: { metadata } })));
    expect(lines).toEqual([
      "  create       Deployment             openops-app",
      "  update       Deployment             nginx                        spec.a, spec.b, spec.c, 1 more",
    ]);
  });
});
