import { namespaceSchema, podSchema, policySchema } from "../../sandbox/node/policies/cluster-objects";
import { ruleSet, type PolicyFacts } from "../../sandbox/node/policies/rule-set";

interface PodParts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly phase?: string;
  readonly hostNetwork?: boolean;
  readonly ports?: readonly Readonly<Record<string, unknown>>[];
}

const pod = (podIP: string | undefined, { labels, namespace = "shop", ...parts }: PodParts = {}) =>
  podSchema.parse({
    metadata: { name: `pod-${podIP}`, namespace, labels },
    spec: { hostNetwork: parts.hostNetwork, containers: [{ ports: parts.ports }] },
    status: { podIP, phase: parts.phase ?? "Running" },
  });
const policy = (spec: Readonly<Record<string, unknown>>, namespace = "shop") =>
  policySchema.parse({ metadata: { name: "policy", namespace }, spec });
const namespaces = ["shop", "other"].map((name) =>
  namespaceSchema.parse({ metadata: { name, labels: { "kubernetes.io/metadata.name": name } } }),
);

const [app, web, stranger] = [
  pod("10.244.0.2", { labels: { app: "app" } }),
  pod("10.244.0.3", { labels: { app: "web" } }),
  pod("10.244.0.4", { labels: { app: "web" }, namespace: "other" }),
];
const forApp = { podSelector: { matchLabels: { app: "app" } } };

function rules(policies: PolicyFacts["policies"], pods: PolicyFacts["pods"] = [app, web, stranger]): string {
  return ruleSet({ policies, pods, namespaces });
}

/** The lines of a chain; undefined where there is none. */
function chain(text: string, name: string): readonly string[] | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const start = lines.indexOf(`chain ${name} {`);
  return start === -1 ? undefined : lines.slice(start + 1, lines.indexOf("}", start));
}

/** What one rule lets into the pod of the app, beside itself. */
function letIn(rule: Readonly<Record<string, unknown>>, pods?: PolicyFacts["pods"]) {
  return chain(rules([policy({ ...forApp, ingress: [rule] })], pods), "to-10.244.0.2")?.slice(1, -1);
}

test("rules replace those before them as a whole; without policies they refuse nothing", () => {
  expect(rules([]).split("\n")).toEqual([
    "table inet network-policies",
    "delete table inet network-policies",
    "table inet network-policies {",
    "  chain forward {",
    "    type filter hook forward priority 10; policy accept;",
    "    ct state established,related accept",
    "  }",
    "  chain input {",
    "    type filter hook input priority 10; policy accept;",
    "    ct state established,related accept",
    "  }",
    "}",
    "",
  ]);
});

test("a policy that chooses every pod and allows nothing refuses all but a pod's talk to itself", () => {
  const text = rules([policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] })]);
  const itself = "ip saddr 10.244.0.2 ip daddr 10.244.0.2 return";
  expect(chain(text, "from-10.244.0.2")).toEqual([itself, "drop"]);
  expect(chain(text, "to-10.244.0.2")).toEqual([itself, "drop"]);
  expect(chain(text, "forward")?.slice(2)).toEqual([
    "ip saddr vmap { 10.244.0.2 : jump from-10.244.0.2, 10.244.0.3 : jump from-10.244.0.3 }",
    "ip daddr vmap { 10.244.0.2 : jump to-10.244.0.2, 10.244.0.3 : jump to-10.244.0.3 }",
  ]);
});

test("what pods send to the node itself is refused by their egress rules", () => {
  const text = rules([policy({ ...forApp, policyTypes: ["Egress"] })]);
  expect(chain(text, "input")?.slice(2)).toEqual(["ip saddr vmap { 10.244.0.2 : jump from-10.244.0.2 }"]);
  expect(chain(text, "to-10.244.0.2")).toBeUndefined();
});

test("a policy without types is one for what comes in", () => {
  const text = rules([policy(forApp)]);
  expect(chain(text, "to-10.244.0.2")).toBeDefined();
  expect(chain(text, "from-10.244.0.2")).toBeUndefined();
});

test("several policies for a pod allow what any of them allows", () => {
  const allow = (port: number) => policy({ ...forApp, ingress: [{ ports: [{ port }] }] });
  expect(chain(rules([allow(80), allow(443)]), "to-10.244.0.2")?.slice(1)).toEqual([
    "tcp dport 80 return",
    "tcp dport 443 return",
    "drop",
  ]);
});

test("a policy says nothing of pods of other namespaces", () => {
  expect(chain(rules([policy({ podSelector: {} })]), "to-10.244.0.4")).toBeUndefined();
});

describe("a rule's other side is", () => {
  const isWeb = { matchLabels: { app: "web" } };
  const inOther = { matchLabels: { "kubernetes.io/metadata.name": "other" } };

  test.each([
    ["anybody when it names none", {}, "return"],
    [
      "pods of the policy's own namespace",
      { from: [{ podSelector: isWeb }] },
      "ip saddr { 10.244.0.3 } return",
    ],
    [
      "every pod of namespaces",
      { from: [{ namespaceSelector: {} }] },
      "ip saddr { 10.244.0.2, 10.244.0.3, 10.244.0.4 } return",
    ],
    [
      "pods of some namespaces",
      { from: [{ podSelector: isWeb, namespaceSelector: inOther }] },
      "ip saddr { 10.244.0.4 } return",
    ],
    [
      "addresses without some of them",
      { from: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "169.254.0.0/16"] } }] },
      "ip saddr 0.0.0.0/0 ip saddr != { 10.0.0.0/8, 169.254.0.0/16 } return",
    ],
  ])("%s", (_, rule, line) => {
    expect(letIn(rule)).toEqual([line]);
  });

  test.each([
    ["no pod when its selector chooses none", { from: [{ podSelector: { matchLabels: { app: "none" } } }] }],
    ["nobody when its addresses are of IPv6", { from: [{ ipBlock: { cidr: "::/0" } }] }],
  ])("%s", (_, rule) => {
    expect(letIn(rule)).toEqual([]);
  });

  test.each([
    ["In", ["web"], ["10.244.0.3"]],
    ["NotIn", ["web"], ["10.244.0.2"]],
    ["Exists", undefined, ["10.244.0.2", "10.244.0.3"]],
    ["DoesNotExist", undefined, []],
  ])("chosen by an expression with %s", (operator, values, addresses) => {
    const podSelector = { matchExpressions: [{ key: "app", operator, values }] };
    const lines = addresses.length === 0 ? [] : [`ip saddr { ${addresses.join(", ")} } return`];
    expect(letIn({ from: [{ podSelector }] })).toEqual(lines);
  });

  test.each([
    ["has no address yet", pod(undefined, { labels: { app: "web" } })],
    ["has ended", pod("10.244.0.9", { labels: { app: "web" }, phase: "Succeeded" })],
    ["has the node's network", pod("10.99.0.1", { labels: { app: "web" }, hostNetwork: true })],
  ])("not a pod that %s", (_, other) => {
    expect(letIn({ from: [{ podSelector: isWeb }] }, [app, other])).toEqual([]);
  });
});

describe("a rule's ports are", () => {
  test.each([
    ["all of a protocol", { protocol: "UDP" }, "meta l4proto udp return"],
    ["one", { port: 53, protocol: "UDP" }, "udp dport 53 return"],
    ["a range", { port: 1, endPort: 65535 }, "tcp dport 1-65535 return"],
  ])("%s", (_, port, line) => {
    expect(letIn({ ports: [port] })).toEqual([line]);
  });

  const web = pod("10.244.0.3", { labels: { app: "web" }, ports: [{ name: "http", containerPort: 8080 }] });

  test("what a name means to the pod that receives", () => {
    const text = rules(
      [policy({ podSelector: {}, policyTypes: ["Ingress"], ingress: [{ ports: [{ port: "http" }] }] })],
      [app, web],
    );
    expect(chain(text, "to-10.244.0.3")).toContain("ip daddr 10.244.0.3 tcp dport 8080 return");
    expect(chain(text, "to-10.244.0.2")?.slice(1)).toEqual(["drop"]);
  });

  test("what a name means to each pod that is sent to", () => {
    const egress = [{ to: [{ podSelector: {} }], ports: [{ port: "http" }] }];
    const text = rules([policy({ ...forApp, policyTypes: ["Egress"], egress })], [app, web]);
    expect(chain(text, "from-10.244.0.2")?.slice(1)).toEqual([
      "ip daddr { 10.244.0.2, 10.244.0.3 } ip daddr 10.244.0.3 tcp dport 8080 return",
      "drop",
    ]);
  });
});
