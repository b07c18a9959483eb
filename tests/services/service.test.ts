import { flowSettings, peersOf, surroundingsOf } from "../../components/stack/declared-services";
import { defineService } from "../../components/services/service";
import { configOf } from "../support/configuration";
import { declaredService } from "./declared-service";
import { releaseWithWorkers } from "../support/docs/releases";

const basics = { ...declaredService, id: "app" } as const;

describe("a service declaration", () => {
  test("may use the peers it waits for and the ones it calls", () => {
    const service = defineService({
      ...basics,
      waitsFor: ["tables"],
      calls: ["worker"],
      environment: ({ peers: { tables, worker } }) => ({ TABLES: tables.url, WORKER: worker.url }),
    });
    const config = configOf(releaseWithWorkers);

    expect(service.environment(config, surroundingsOf(config, peersOf(config)))).toEqual({
      TABLES: "http://openops-tables",
      WORKER: "http://openops-worker:3000",
    });
  });

  test("does not compile when it uses a peer that it did not declare", () => {
    const service = defineService({
      ...basics,
      waitsFor: ["tables"],
      // @ts-expect-error -- `cache` is not declared above; `npm run check` fails when this line compiles
      environment: ({ peers: { cache } }) => ({ REDIS_HOST: cache.host }),
    });

    expect(service.waitsFor).toEqual(["tables"]);
  });

  test("without peers waits for nobody, starts after nobody, calls nobody and has no routes", () => {
    const { waitsFor, startsAfter, calls, routes } = defineService(basics);
    const config = configOf();

    expect([waitsFor, startsAfter, calls, routes(config, flowSettings(config))]).toEqual([[], [], [], []]);
  });
});
