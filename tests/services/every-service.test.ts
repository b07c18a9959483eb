import { resources } from "../../components/config/fields/resource-fields";
import { serviceFields } from "../../components/config/fields/workload-fields";
import { z } from "zod";
import { defineService } from "../../components/services/service";
import { services } from "../../components/services/service-registry";
import { declaredService } from "./declared-service";
import { releaseWithWorkers } from "../support/docs/releases";

/** A service that OpenOps does not have: whatever is derived has to follow from its declaration alone. */
const cron = defineService({
  ...declaredService,
  id: "cron",
  name: "openops-cron",
  healthPath: "/health",
  probed: true,
  migrates: true,
  settings: z
    .strictObject({ ...serviceFields, resources: resources(declaredService.sizes.medium) })
    .prefault({}),
  image: { name: "cron", repository: "openops/openops-cron", tag: "version" },
  words: { down: "nothing that is due starts", rolling: "a round comes later" },
  waitsFor: ["database", "app"],
  routes: () => [{ path: "/cron", match: "prefix" }],
  environment: ({ secret }) => ({ OPS_JWT_SECRET: secret("jwtSecret") }),
});

/** What is derived, with a service more in the registry. */
async function derived() {
  jest.resetModules();
  jest.doMock("../../components/services/service-registry", () => ({ services: { ...services, cron } }));
  const [stack, sizes, plan, images, pods, probed, diagram, release, words, support] = await Promise.all([
    import("../../components/stack/stack-config"),
    import("../../components/stack/sized-layers"),
    import("../../components/stack/declared-services"),
    import("../../components/plan/pods/planned-images"),
    import("../../components/plan/pods/pod-sizes"),
    import("../../components/plan/monitoring/exporters"),
    import("../../components/plan/diagram"),
    import("../../components/checks/recorded/release"),
    import("../../cli/change-report/effects/component-words"),
    import("../support/configuration"),
  ]);
  const monitoring = {
    kind: "prometheus",
    namespace: "monitoring",
    probe: { prober: "blackbox.monitoring.svc:9115" },
  };
  const configs = [{}, releaseWithWorkers].map((values) => support.configOf({ monitoring, ...values }));
  const plans = [{}, releaseWithWorkers].map((values) => support.planOf({ monitoring, ...values }));
  return {
    all: plan.allServices,
    order: plan.inStartOrder(plan.allServices).map(({ id }) => id),
    planned: plans.flatMap((each) => each.services),
    policies: plans.flatMap((each) => each.policies.map(({ component }) => component)),
    nodes: plans.flatMap((each) => diagram.diagramOf(each).nodes.map(({ label }) => label)),
    images: configs.flatMap((config) => images.imageReferences(config)),
    sized: configs.flatMap((config) => pods.podSizes(config).map(({ name }) => name)),
    probed: configs.flatMap((config) => probed.probedServices(config).map(({ service }) => service)),
    release: configs.flatMap((config) => Object.keys(release.releaseOf(config).images)),
    small: z.record(z.string(), z.unknown()).parse(sizes.sizesOf("small").services),
    words: words.wordsOf,
    takesSecrets: (id: string) => stack.extraSecretsSchema.safeParse({ [id]: { TOKEN: "x" } }).success,
  };
}

const facts = derived();

test("a service that is made up for this test is one of all", async () => {
  const { all } = await facts;

  expect(all.map(({ id }) => id)).toEqual([...Object.keys(services), "cron"]);
});

describe.each([...Object.keys(services), "cron"])("whatever %s declares", (id) => {
  const declared = async () => {
    const found = (await facts).all.find((service) => service.id === id);
    if (found === undefined) {
      throw new Error(`${id} is no service`);
    }
    return found;
  };

  test("is in the images, which scanners and mirrors read", async () => {
    const { image } = await declared();

    expect((await facts).images).toContainEqual(expect.stringContaining(`${image.repository}:`));
  });

  test("is in the release record, where its image is OpenOps' own", async () => {
    const { image } = await declared();
    const own = image.tag === "version" || image.tag === "published-with";

    expect((await facts).release.includes(image.name)).toBe(own);
  });

  test("may get secret variables, where it reads variables", async () => {
    expect((await facts).takesSecrets(id)).toBe((await declared()).readsEnvironment ?? true);
  });

  test("has its secrets in its own Secret, and its variables in its pods", async () => {
    const planned = (await facts).planned.find(({ service }) => service.id === id);

    expect(planned?.service.name).toBe((await declared()).name);
    if (id === "cron") {
      expect(Object.keys(planned?.secretVariables ?? {})).toEqual(["OPS_JWT_SECRET"]);
    }
  });

  test("has a network policy, a size and a place in the quota", async () => {
    const { policies, sized, small } = await facts;
    const { requests, limits } = (await declared()).sizes.small;

    expect(policies).toContain(id);
    expect(sized).toContain(id);
    expect(small[id]).toMatchObject({
      resources: {
        requests: { memory: requests[0], cpu: requests[1] },
        limits: { memory: limits[0], cpu: limits[1] },
      },
    });
  });

  test("starts after what it waits for", async () => {
    const { order } = await facts;
    const { waitsFor, startsAfter } = await declared();
    const before = order.slice(
      0,
      order.findIndex((name) => name === id),
    );

    expect(before).toEqual(
      expect.arrayContaining(
        [...waitsFor, ...startsAfter].filter((name) => name !== "database" && name !== "cache"),
      ),
    );
  });

  test("is in the diagram", async () => {
    expect((await facts).nodes).toContain((await declared()).name);
  });

  test("is asked by monitoring, where it says so", async () => {
    expect((await facts).probed.some((name) => name === id)).toBe((await declared()).probed ?? false);
  });

  test("is told of in reports in its own words", async () => {
    expect((await facts).words(id)).toEqual((await declared()).words);
  });

  test("has its first start alone, where it migrates and has several pods", async () => {
    const { migrates = false } = await declared();
    const planned = (await facts).planned.filter(({ service }) => service.id === id);

    expect(
      planned.map(({ firstBoot, mostReplicas }) => firstBoot === (migrates && mostReplicas > 1)),
    ).toEqual(planned.map(() => true));
  });
});
