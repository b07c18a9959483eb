import { planOf } from "../support/configuration";
import { environmentOf } from "../support/environment";
import { executions, releaseWith } from "../support/docs/releases";

/** npm's three attempts at a registry that does not answer, with the pauses between them; as measured. */
const attemptsSeconds = 3.8 * 60;

describe.each(executions)("the %s, which installs packages at every start,", (id) => {
  const planned = planOf(releaseWith[id]).services.find(({ service }) => service.id === id);

  test("is left alone until npm has given up and said why", () => {
    const probe = planned?.container.startupProbe;
    const { initialDelaySeconds = 0, periodSeconds = 0, failureThreshold = 0 } = probe ?? {};
    const budgetSeconds = initialDelaySeconds + periodSeconds * failureThreshold;

    expect(budgetSeconds).toBe(610);
    expect(budgetSeconds).toBeGreaterThan(attemptsSeconds + 60);
  });

  test("takes npm's settings for another registry and for a start without one", () => {
    const env = {
      NPM_CONFIG_REGISTRY: "https://npm.example.com/",
      NPM_CONFIG_OFFLINE: "true",
      NPM_CONFIG_CACHE: "/var/cache/npm",
    };

    expect(environmentOf(id, { ...releaseWith[id], services: { [id]: { env } } })?.plain).toMatchObject(env);
  });
});
