import { dnsAddressIn, dnsRules, knownDnsPlaces, rangeOf } from "../../components/plan/network/dns-places";
import type { DnsPeer } from "../../components/values/network-rule";
import type { RawMap } from "../../components/config/layers";
import { configOf, faultsOf } from "../support/configuration";

function brief(peer: DnsPeer): string {
  switch (peer.kind) {
    case "pods":
      return `${peer.namespace}: ${Object.entries(peer.labels).flat().join("=")}`;
    case "addresses":
      return peer.cidr;
    case "dns-service":
      return peer.kind;
  }
}

/** Where pods may ask, by port. */
function placesOf(network: RawMap = {}): readonly (readonly [number, readonly string[]])[] {
  return dnsRules(configOf({ network })).map(({ peers, ports: [port] }) => [port, peers.map(brief)]);
}

test("pods ask for names by UDP and TCP where clusters have their DNS, and nowhere else", () => {
  expect(dnsRules(configOf()).map(({ protocols }) => protocols)).toEqual([
    ["UDP", "TCP"],
    ["UDP", "TCP"],
    ["UDP", "TCP"],
    ["UDP", "TCP"],
  ]);
  expect(placesOf()).toEqual([
    [
      53,
      [
        "kube-system: k8s-app=kube-dns",
        "kube-system: k8s-app=node-local-dns",
        "169.254.20.10/32",
        "fd30:1319:f1e:230b::1/128",
        "169.254.25.10/32",
        "169.254.169.254/32",
        "169.254.10.10/32",
        "169.254.10.11/32",
        "10.100.0.10/32",
        "172.20.0.10/32",
        "10.96.0.10/32",
        "10.43.0.10/32",
        "100.64.0.10/32",
        "34.118.224.10/32",
      ],
    ],
    [
      5353,
      ["kube-system: k8s-app=kube-dns", "openshift-dns: dns.operator.openshift.io/daemonset-dns=default"],
    ],
    [8053, ["kube-system: k8s-app=kube-dns"]],
    [53, ["dns-service"]],
  ]);
});

test("every known place is pods with a label or one address, at one port, and says who says so", () => {
  for (const { peers, ports, source } of knownDnsPlaces) {
    expect(ports).toHaveLength(1);
    expect(source).not.toBe("");
    for (const peer of peers) {
      expect(typeof peer === "string" ? peer : Object.keys(peer.labels)).toEqual(
        typeof peer === "string" ? expect.stringMatching(/^\S+\/(32|128)$/) : [expect.any(String)],
      );
    }
  }
});

test("named places come beside the known ones, at the named ports", () => {
  const places = placesOf({
    dnsNamespace: "dns",
    dnsPodLabels: { app: "resolver" },
    dnsAddresses: ["10.1.2.3", "fd00::/120"],
    dnsPorts: [1053, 53],
  });

  const named = ["dns: app=resolver", "10.1.2.3/32", "fd00::/120"];
  const [, known = []] = placesOf().find(([port]) => port === 53) ?? [];

  expect(places).toEqual([
    [53, [...named, ...known]],
    [1053, named],
    [5353, ["openshift-dns: dns.operator.openshift.io/daemonset-dns=default"]],
    [8053, ["kube-system: k8s-app=kube-dns"]],
    [53, ["dns-service"]],
  ]);
});

test("without the known places only the named ones are left, and the Service where it is looked up", () => {
  expect(placesOf({ dnsKnownPlaces: false, dnsPorts: [5353] })).toEqual([
    [5353, ["kube-system: k8s-app=kube-dns"]],
    [53, ["dns-service"]],
  ]);
});

test.each([
  ["10.96.0.10", "10.96.0.10/32"],
  ["10.96.0.0/29", "10.96.0.0/29"],
  ["fd00::a", "fd00::a/128"],
])("%s is the range %s", (address, range) => {
  expect(rangeOf(address)).toBe(range);
});

test.each([
  ["172.20.0.0/16", "172.20.0.10"],
  ["34.118.224.0/20", "34.118.224.10"],
  ["192.168.7.128/25", "192.168.7.138"],
  ["fd7e:1c2d:3b4a::/108", "fd7e:1c2d:3b4a::a"],
  ["", undefined],
  ["192.168.7.250/31", undefined],
])("in the range of Services %s DNS is at %s", (range, address) => {
  expect(dnsAddressIn(range)).toBe(address);
});

test.each([
  [
    "dnsAddresses",
    ["dns.example.com"],
    "dnsAddresses[0]: expected an address such as 10.96.0.10, or an address range such as 10.20.0.0/16, without bits beyond its prefix",
  ],
  ["dnsAddresses", ["10.96.0.10:53"], "dnsAddresses[0]: expected an address such as 10.96.0.10"],
  ["dnsPorts", [], "dnsPorts: expected at least one port"],
  ["dnsPorts", [0], "dnsPorts[0]: expected a whole number from 1 to 65535"],
])("network.%s %j is refused", (key, value, expected) => {
  expect(faultsOf({ preset: "dev", network: { [key]: value } })).toEqual([
    expect.stringContaining(`openops:network.${expected}`),
  ]);
});
