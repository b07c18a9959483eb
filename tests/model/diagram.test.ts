import { renderDiagram } from "../../components/model/diagram";
import { planOf } from "../support/configuration";

test("the diagram of a stack shows its services, its stores and every allowed connection", () => {
  expect(renderDiagram(planOf({ services: { analytics: { enabled: false } } })).split("\n")).toEqual([
    "flowchart LR",
    "  people([people]) -->|http://localhost:8080| gateway",
    "  tables[openops-tables]",
    "  app[openops-app]",
    "  engine[openops-engine]",
    "  gateway[nginx]",
    "  database[(postgres, in-cluster)]",
    "  cache[(redis, in-cluster)]",
    "  bootstrap{{database bootstrap, a Job}}",
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
    "  tables -.->|443| internet((internet))",
    "  app -.->|443| internet((internet))",
    "  engine -.->|TCP| internet((internet))",
    "",
  ]);
});
