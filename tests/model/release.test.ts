import { describeFault } from "../../components/model/fault";
import { changedImages, downgradeFaults, releaseChange, releaseOf } from "../../components/model/release";
import { isNewer } from "../../components/model/release-order";
import { configOf, faultsOf } from "../support/configuration";

const deployed = releaseOf(configOf({ version: "0.6.24" }));
const newest = releaseOf(configOf());

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
      execution: "worker",
      services: { analytics: { enabled: false } },
      images: { registry: "registry.example.com/mirror", tables: { tag: "0.2.20" } },
    });
    const repository = (name: string): string => `registry.example.com/mirror/openops/openops-${name}`;

    expect(releaseOf(config)).toEqual({
      version: "0.6.25",
      execution: "worker",
      images: {
        app: { repository: repository("app"), tag: "0.6.25" },
        worker: { repository: repository("worker"), tag: "0.6.25" },
        tables: { repository: repository("tables"), tag: "0.2.20" },
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
