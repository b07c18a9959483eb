import { diagramOf, dotOf, mermaidOf } from "../../components/plan/diagram";
import { planOf } from "../support/configuration";

const diagram = diagramOf(planOf({ services: { analytics: { enabled: false } } }));

test("the diagram of a stack shows its services, its stores and every allowed connection", () => {
  expect(mermaidOf(diagram).split("\n")).toEqual([
    "flowchart LR",
    "  people([people])",
    "  tables[openops-tables]",
    "  app[openops-app]",
    "  engine[openops-engine]",
    "  gateway[nginx]",
    "  database[(postgres, in-cluster)]",
    "  cache[(redis, in-cluster)]",
    "  bootstrap{{database bootstrap, a Job}}",
    "  internet((internet))",
    "  people -->|http://localhost:8080| gateway",
    "  tables -->|5432| database",
    "  tables -->|6379| cache",
    "  app -->|5432| database",
    "  app -->|6379| cache",
    "  app -->|80| tables",
    "  app -->|3005| engine",
    "  engine -->|6379| cache",
    "  engine -->|80| tables",
    "  engine -->|80| app",
    "  gateway -->|80| tables",
    "  gateway -->|80| app",
    "  bootstrap -->|5432| database",
    "  tables -.->|443| internet",
    "  app -.->|443| internet",
    "  engine -.->|TCP| internet",
    "",
  ]);
});

test("Graphviz is given the same, with stores, Jobs and what leaves the cluster to be told apart", () => {
  const lines = dotOf(diagram).split("\n");
  expect(lines).toHaveLength(mermaidOf(diagram).split("\n").length + 2);
  expect(lines).toContain('  database [label="postgres, in-cluster", shape=cylinder];');
  expect(lines).toContain('  bootstrap [label="database bootstrap, a Job", shape=hexagon];');
  expect(lines).toContain('  app -> engine [label="3005"];');
  expect(lines).toContain('  engine -> internet [label="TCP", style=dashed];');
});

test("connections to servers outside the cluster are drawn as leaving it", () => {
  const plan = planOf({
    postgresPassword: "the-admin-password",
    database: {
      kind: "external",
      host: "db.example.com",
      addresses: ["10.20.0.0/24"],
      tls: { kind: "verify-full", authority: { kind: "public" } },
    },
  });
  const lines = mermaidOf(diagramOf(plan)).split("\n");
  expect(lines).toContain("  database[(postgres, external)]");
  expect(lines).toContain("  app -.->|5432| database");
  expect(lines).toContain("  bootstrap -.->|5432| database");
  expect(lines).toContain("  app -->|6379| cache");
});
