import { knownDnsPlaces, type DnsPlace } from "../../components/plan/network/dns-places";
import { markdownTable } from "../terminal/markdown-table";

const markers = /(<!-- dns:start -->)[^]*(<!-- dns:end -->)/;

/** The page on networks with the table of known places of DNS between its markers. */
export function withDnsPlaces(page: string): string {
  const table = markdownTable(
    ["where", "pods or addresses", "port", "who says so"],
    knownDnsPlaces.map(({ where, peers, ports, source }) => [
      where,
      peers.map(shown).join(", "),
      ports.join(", "),
      source,
    ]),
  );
  return page.replace(markers, (_all, start: string, end: string) => `${start}\n\n${table}\n\n${end}`);
}

function shown(peer: DnsPlace["peers"][number]): string {
  if (typeof peer === "string") {
    return `\`${peer}\``;
  }
  const labels = Object.entries(peer.labels).map(([name, value]) => `${name}: ${value}`);
  return `pods \`${labels.join(", ")}\` in \`${peer.namespace}\``;
}
