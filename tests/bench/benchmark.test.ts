import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { candidateNames } from "../../bench/candidates";
import type { Phase, StackFigures } from "../../bench/figures/figures";
import { figuresPage } from "../../bench/figures/figures-page";
import { figuresPlot } from "../../bench/figures/figures-plot";
import { brokenGates } from "../../bench/gates";
import { writeChart } from "../../bench/flat/helm-chart";
import { counted, median } from "../../bench/measured-phases";

function phase(candidate: string, name: string, changes: Partial<Phase> = {}): Phase {
  return {
    candidate,
    phase: name,
    seconds: 4.25,
    peakMemoryMi: 300,
    requests: { create: 50, get: 10 },
    clients: { pulumi: 60 },
    changes: 50,
    ...changes,
  };
}

const again = phase(candidateNames.own, "no-change up", { requests: { get: 1 }, changes: 0 });
const helm = phase(candidateNames.helm, "first up", { requests: { create: 50, get: 50 } });
const figures: StackFigures = {
  kind: "stack",
  stack: "dev",
  objects: 50,
  origin: {
    machine: "2 x processor, 24 GiB, linux 6.1",
    versions: { helm: "4.3.1" },
    plugins: "stand-in plugins",
    runs: 5,
  },
  phases: [phase(candidateNames.own, "first up", { requests: { create: 60, watch: 30 } }), again, helm],
  footprint: { modules: 1088, cloudModules: 0, peakMemoryMb: 180 },
};

describe("figures that count", () => {
  test("are as they have to be", () => {
    expect(brokenGates(figures)).toEqual([]);
  });

  test.each([
    [
      "an update without a change that changes something",
      { phases: [{ ...again, changes: 2 }] },
      "dev: an update without a change sent 2 requests that change something",
    ],
    [
      "more requests than helm, those that wait included",
      { phases: [phase(candidateNames.own, "first up", { requests: { create: 100, watch: 1 } }), helm] },
      "dev: the first update sent 2.02 requests for each object, and helm 2.00",
    ],
    [
      "more modules than allowed",
      { footprint: { modules: 1151, cloudModules: 0, peakMemoryMb: 180 } },
      "dev: the program loads 1151 modules, at most 1150 are allowed",
    ],
    [
      "more memory than allowed",
      { footprint: { modules: 1088, cloudModules: 0, peakMemoryMb: 200 } },
      "dev: the program needs 200 MB, less than 200 are allowed",
    ],
  ])("do not pass with %s", (_what, change, line) => {
    expect(brokenGates({ ...figures, ...change })).toEqual([line]);
  });
});

test("the middle value of several runs counts, whatever the others are", () => {
  expect([median([9, 1, 2]), median([3]), median([1, 2, 3, 40])]).toEqual([2, 3, 3]);
});

test("requests are counted by word", () => {
  expect(counted(["get", "create", "get"])).toEqual({ create: 1, get: 2 });
});

test("a chart has every object as it is, also what looks like a template", () => {
  const folder = mkdtempSync(join(tmpdir(), "openops-chart-"));
  const content = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
    data: { text: "{{ .Values }}", check: "yes" },
  };
  writeChart(folder, [{ kind: "ConfigMap", name: "a", content }]);

  expect(readdirSync(join(folder, "objects"))).toEqual(["configmap-a.yaml"]);
  expect(readFileSync(join(folder, "objects", "configmap-a.yaml"), "utf8")).toContain(
    '{"text":"{{ .Values }}","check":"yes"}',
  );
  expect(readFileSync(join(folder, "templates", "objects.yaml"), "utf8")).not.toContain(".Values");
  rmSync(folder, { recursive: true });
});

describe("the page of figures", () => {
  test("names machine, versions and what each candidate took", () => {
    const page = figuresPage([figures]);

    expect(page).toContain("## dev, 50 objects");
    expect(page).toContain(`| ${candidateNames.own} | first up | 4.3 | 300 | 60 create, 30 watch | 50 |`);
    expect(page).toContain(
      "Medians of 5 runs, stand-in plugins; 2 x processor, 24 GiB, linux 6.1; helm 4.3.1.",
    );
  });

  test("says how times compare with what they are to be, and where helm is faster", () => {
    const taken = (candidate: string, name: string, seconds: number) => phase(candidate, name, { seconds });
    const page = figuresPage([
      {
        ...figures,
        phases: [
          taken(candidateNames.own, "first up", 14),
          taken(candidateNames.flat, "first up", 10),
          taken(candidateNames.helm, "first up", 9),
          taken(candidateNames.own, "destroy", 7),
          taken(candidateNames.kubectl, "destroy", 5),
          taken(candidateNames.helm, "destroy", 7),
        ],
      },
    ]);

    expect(page).toContain(
      [
        "- first up: 14.0 s, and 10.0 s of flat program. The aim is 1.3 times its time: missed by 1.0 s.",
        "- destroy: 7.0 s, and 5.0 s of kubectl, which does not wait. The aim is its time and 3 s: reached.",
        "- Slower than helm, where pods are ready at once: first up: 14.0 s, helm 9.0 s.",
      ].join("\n"),
    );
  });

  test("has fleets and pods that take their time", () => {
    const { origin } = figures;
    const size = { secondsOfLast: 9, requestsOfLast: 120, secondsOfPreview: 2 };
    const page = figuresPage([
      { kind: "fleet", origin, sizes: [{ tenants: 50, candidate: "helm", seconds: 500, ...size }] },
      {
        kind: "starts",
        origin,
        starts: [
          { candidate: candidateNames.own, seconds: 330, crashes: 0 },
          { candidate: "helm", seconds: 321, crashes: 7 },
        ],
      },
    ]);

    expect(page).toContain("| 50 | helm | 500 | 9.0 | 120 | 2.0 |");
    expect(page).toContain("| helm | 321 | 7 |");
    expect(page).toContain("Faster than this program: helm.");
  });

  test("has a plot with a bar for each candidate of each phase", () => {
    const plot = figuresPlot([figures]);

    expect(plot.match(/<rect /g)).toHaveLength(1 + figures.phases.length);
    expect(plot).toContain("dev: no-change up, seconds");
    expect(figuresPlot([])).not.toContain("seconds");
  });
});
