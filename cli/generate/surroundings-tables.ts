import { amountOf, inUnits, volumeSizes } from "../../components/checks/rules/pods/quota-rules";
import { presetNames } from "../../components/config/base-config";
import { podSizes } from "../../components/plan/pods/pod-sizes";
import { allServices } from "../../components/stack/declared-services";
import { imageNames, imageRepository } from "../../components/stack/images";
import { markdownTable } from "../terminal/markdown-table";
import { configOfPreset } from "./preset-config";

const tables: Readonly<Record<string, () => string>> = {
  sizes: sizesTable,
  images: imagesTable,
  outgoing: outgoingTable,
};

/** The page on what a stack needs around it, with each table between its markers. */
export function withSurroundings(page: string): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const markers = new RegExp(`(<!-- ${name}:start -->)[^]*(<!-- ${name}:end -->)`);
    return text.replace(markers, (_all, start: string, end: string) => `${start}\n\n${table()}\n\n${end}`);
  }, page);
}

/** Staging and prod want an address that people reach by https. */
const reachable = {
  publicUrl: "https://openops.example.com",
  exposure: JSON.stringify({ kind: "load-balancer", tlsInFront: true }),
};

/** What each preset takes of a cluster at its most, with its stores in it. */
function sizesTable(): string {
  return markdownTable(
    ["preset", "pods", "CPU requested", "memory requested", "CPU limit", "memory limit", "volumes"],
    presetNames.map((preset) => {
      const config = configOfPreset(preset, reachable);
      const pods = podSizes(config);
      const amounts = (["requests", "limits"] as const).flatMap((bound) =>
        (["cpu", "memory"] as const).map((amount) => {
          const sum = pods.reduce((all, one) => all + BigInt(one.count) * amountOf(one, bound, amount), 0n);
          return inUnits(sum, amount);
        }),
      );
      const volumes = volumeSizes(config).map(({ sizeGi }) => sizeGi);
      const total = volumes.reduce((sum, sizeGi) => sum + sizeGi, 0);
      const podCount = pods.reduce((sum, { count }) => sum + count, 0);
      return [`\`${preset}\``, String(podCount), ...amounts, `${volumes.length}, ${total} GiB`];
    }),
  );
}

/** Where nodes pull from unless the configuration names a mirror, by registry. */
function imagesTable(): string {
  const config = configOfPreset("dev");
  const repositories = [...new Set(imageNames.map((name) => withRegistry(imageRepository(name, config))))];
  const registries = [...new Set(repositories.map(registryOf))].sort();
  return markdownTable(
    ["registry", "repositories"],
    registries.map((registry) => [
      `\`${registry}\``,
      repositories
        .filter((repository) => registryOf(repository) === registry)
        .map((repository) => `\`${repository.slice(registry.length + 1)}\``)
        .join(", "),
    ]),
  );
}

/** Names without a registry are Docker's library. */
function withRegistry(repository: string): string {
  return repository.includes("/") ? repository : `docker.io/library/${repository}`;
}

function registryOf(repository: string): string {
  return repository.slice(0, repository.indexOf("/"));
}

/** What services do at public addresses, by service. */
function outgoingTable(): string {
  return markdownTable(
    ["service", "port", "host", "what for"],
    allServices.flatMap(({ id, internet }) =>
      internet === undefined
        ? [[`\`${id}\``, "none", "", ""]]
        : internet.purposes.map(({ what, host }) => [
            `\`${id}\``,
            internet.ports === "any" ? "any, TCP" : internet.ports.join(", "),
            host === undefined ? "as configured in OpenOps" : `\`${host}\``,
            what,
          ]),
    ),
  );
}
