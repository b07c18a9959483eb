import { describeFault } from "../../components/values/fault";
import {
  changedImages,
  downgradeFaults,
  releaseChange,
  releaseOf,
} from "../../components/checks/recorded/release";
import { isNewer } from "../../components/values/releases";
import { configOf, faultsOf } from "../support/configuration";
import { releaseWithWorkers } from "../support/docs/releases";

const deployed = releaseOf(configOf({ version: "0.6.24" }));
const newest = releaseOf(configOf());

describe("what runs flows", () => {
  const none = "that release was published without a worker, and its app does not start without an engine";
  const worker = (version: string) =>
    `openops:execution: expected engine with OpenOps ${version}, got worker: ${none} (pulumi config set openops:execution engine)`;
  const tags = { tables: { tag: "0.3.0" }, analytics: { tag: "0.15.0" } };
  const digest = `sha256:${"0".repeat(64)}`;
  const worked = { execution: "worker", images: tags };

  test.each([
    ["a worker with the default release", { execution: "worker" }, worker("0.6.25")],
    ["a worker with an older release", { execution: "worker", version: "0.6.24" }, worker("0.6.24")],
    [
      "a worker with a candidate of that release",
      { execution: "worker", version: "0.6.25-rc.1", images: tags },
      worker("0.6.25-rc.1"),
    ],
    [
      "a worker from a mirror",
      { execution: "worker", images: { registry: "registry.example.com" } },
      worker("0.6.25"),
    ],
    [
      "a worker of one's own with a published app",
      { execution: "worker", images: { worker: { digest } } },
      worker("0.6.25"),
    ],
    [
      "a published worker with an app of one's own",
      { execution: "worker", images: { app: { repository: "example.com/app" } } },
      worker("0.6.25"),
    ],
    [
      "a worker whose own tag is of such a release",
      { ...releaseWithWorkers, images: { ...tags, app: { tag: "0.6.25" }, worker: { tag: "0.6.25" } } },
      worker("0.6.25"),
    ],
    ["a worker with a release before those that are known", { ...worked, version: "0.6.1" }, worker("0.6.1")],
  ])("%s is refused", (_, values, fault) => {
    expect(faultsOf({ preset: "dev", ...values })).toEqual([fault]);
  });

  test.each([
    ["a worker with a release that has one", releaseWithWorkers],
    [
      "a worker with a commit, of which nobody knows the order",
      { ...releaseWithWorkers, version: "1a2b3c4d" },
    ],
    ["an engine with a commit", { execution: "engine", version: "1a2b3c4d", images: tags }],
    ["an engine with a release that is not known", { execution: "engine", version: "0.7.0", images: tags }],
    [
      "a worker where both images are one's own",
      { execution: "worker", images: { app: { digest }, worker: { repository: "example.com/worker" } } },
    ],
    [
      "an engine where both images are one's own",
      { execution: "engine", version: "0.7.0", images: { ...tags, app: { digest }, engine: { digest } } },
    ],
    ["an engine with an older release", { version: "0.6.23" }],
  ])("%s is taken", (_, values) => {
    expect(faultsOf({ preset: "dev", ...values })).toEqual([]);
  });

  test("is refused with a way out that works", () => {
    expect(faultsOf({ preset: "dev", execution: "engine" })).toEqual([]);
  });
});

test.each([
  ["0.6.25", "0.6.24", true],
  ["0.7.0", "0.6.25", true],
  ["v0.14.7", "v0.14.6", true],
  ["0.6.9", "0.6.25", false],
  ["0.6.25-rebuilt", "0.6.25", false],
  ["1a2b3c4d", "0.6.25", false],
])("%s is newer than %s: %s", (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});

describe("a release", () => {
  test("is known by the images of OpenOps' own services that the stack has", () => {
    const config = configOf({
      ...releaseWithWorkers,
      services: { analytics: { enabled: false } },
      images: { registry: "registry.example.com/mirror", tables: { tag: "0.3.0" } },
    });
    const repository = (name: string): string => `registry.example.com/mirror/openops/openops-${name}`;

    expect(releaseOf(config)).toEqual({
      version: "0.7.0",
      execution: "worker",
      images: {
        app: { repository: repository("app"), tag: "0.7.0" },
        worker: { repository: repository("worker"), tag: "0.7.0" },
        tables: { repository: repository("tables"), tag: "0.3.0" },
      },
    });
  });

  test("changes with what is in an image, not with where that comes from", () => {
    const mirrored = releaseOf(configOf({ images: { registry: "registry.example.com" } }));
    const digest = `sha256:${"0".repeat(64)}`;
    const fixed = releaseOf(configOf({ images: { app: { digest } } }));

    expect(changedImages(mirrored, newest)).toEqual([]);
    expect(changedImages(fixed, newest).map(({ name }) => name)).toEqual(["app"]);
  });

  test("is told in the order in which the services roll; what stays is left out", () => {
    expect(releaseChange(newest, deployed)).toBe(
      "This update takes OpenOps from 0.6.24 to 0.6.25: tables 0.2.17 -> 0.2.19, app 0.6.24 -> 0.6.25, " +
        "engine 0.6.24 -> 0.6.25. Migrations run when the new pods start, and do not run backwards.",
    );
    expect(releaseChange(newest, newest)).toBeUndefined();
    expect(releaseChange(releaseOf(configOf({ images: { tables: { tag: "0.2.20" } } })), newest)).toMatch(
      /^This update changes images of OpenOps 0\.6\.25: tables 0\.2\.19 -> 0\.2\.20\. /,
    );
  });
});

describe("a downgrade", () => {
  test("of a single service that stores something is refused by its own path", () => {
    const config = configOf({ images: { analytics: { tag: "0.14.2" } } });

    expect(downgradeFaults(config, newest).map(describeFault)).toEqual([
      expect.stringMatching(
        /^openops:images\.analytics\.tag: expected 0\.14\.7 or newer, as it is deployed, got 0\.14\.2: /,
      ),
    ]);
  });

  test("of the whole is refused once, and one that nobody can order is not", () => {
    const hash = configOf({
      execution: "engine",
      version: "1a2b3c4d",
      images: { tables: { tag: "0.2.19" }, analytics: { tag: "0.14.7" } },
    });

    expect(downgradeFaults(configOf({ version: "0.6.23" }), newest).map(({ path }) => path)).toEqual([
      "version",
    ]);
    expect(downgradeFaults(hash, newest)).toEqual([]);
  });

  test("comes through where the configuration says that its data was restored", () => {
    const config = (downgradeTo: string) => configOf({ version: "0.6.24", rollout: { downgradeTo } });

    expect(downgradeFaults(config("0.6.24"), newest)).toEqual([]);
    expect(downgradeFaults(config("0.6.23"), newest)).toHaveLength(1);
  });
});

describe("images of two releases", () => {
  test("are refused with the way to one", () => {
    expect(
      faultsOf({ preset: "dev", images: { engine: { tag: "0.6.24" }, analytics: { tag: "0.14.6" } } }),
    ).toEqual([
      "openops:images.engine.tag: expected a build of 0.6.25, as the app has it, got 0.6.24: app and engine speak to each other in a form that changes between releases (pulumi config rm --path 'openops:images.engine.tag')",
      "openops:images.analytics.tag: expected 0.14.7, got 0.14.6: that was published with 0.6.23, and the app is 0.6.25 (pulumi config rm --path 'openops:images.analytics.tag')",
    ]);
  });

  test("are taken where nobody but their owner knows what is in them", () => {
    const digest = `sha256:${"0".repeat(64)}`;
    const images = [
      { engine: { tag: "0.6.25-rebuilt" }, tables: { tag: "0.2.20" } },
      { engine: { repository: "registry.example.com/ours", tag: "0.6.24" } },
      { app: { tag: "0.6.24", digest } },
    ];

    expect(images.flatMap((own) => faultsOf({ preset: "dev", images: own }))).toEqual([]);
  });
});
