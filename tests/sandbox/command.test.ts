import { parseRequest } from "../../cli/sandbox/cluster-request";
import { showStatus } from "../../cli/sandbox/sandbox";

describe("the arguments of npm run sandbox", () => {
  test.each([
    [["start"], { subcommand: "start", json: false }],
    [["status", "--json"], { subcommand: "status", json: true }],
    [["stop", "--name", "two"], { subcommand: "stop", json: false, name: "two" }],
    [["--name=two", "reset"], { subcommand: "reset", json: false, name: "two" }],
    [["start", "--nodes", "real"], { subcommand: "start", json: false, nodes: "real" }],
    [
      ["start", "--nodes=real", "--images=/images"],
      { subcommand: "start", json: false, nodes: "real", images: "/images" },
    ],
    [
      ["start", "--nodes", "real", "--dns", "openshift"],
      { subcommand: "start", json: false, nodes: "real", dns: "openshift" },
    ],
    [["tools"], { subcommand: "tools", json: false }],
    [["images"], { subcommand: "images", json: false }],
    [
      ["images", "--stack", "ci", "--images", "/images"],
      { subcommand: "images", json: false, stack: "ci", images: "/images" },
    ],
  ])("%j are understood", (args, expected) => {
    expect(parseRequest(args)).toEqual(expected);
  });

  test.each([
    [[]],
    [["begin"]],
    [["start", "stop"]],
    [["start", "--force"]],
    [["start", "--name"]],
    [["start", "--name", "../up"]],
    [["start", "--name", "UPPER"]],
    [["start", "--nodes", "virtual"]],
    [["stop", "--nodes", "real"]],
    [["start", "--images", "/images"]],
    [["start", "--nodes", "real", "--dns", "elsewhere"]],
    [["start", "--nodes", "played", "--dns", "node"]],
    [["start", "--dns", "node"]],
    [["start", "--stack", "ci"]],
  ])("%j are refused", (args) => {
    expect(parseRequest(args)).toBeUndefined();
  });
});

test("the status is shown in aligned columns, with the memory of all processes", () => {
  const mebibyte = 1024 * 1024;
  const text = showStatus({
    folder: "/state",
    state: "partial",
    server: "https://127.0.0.1:3",
    components: [
      { name: "etcd", state: "healthy", pid: 12, port: 1, memoryBytes: 50 * mebibyte, logFile: "" },
      { name: "kube-apiserver", state: "stopped", memoryBytes: 0, logFile: "" },
    ],
    nodesReady: 0,
    nodes: 2,
    memoryBytes: 50 * mebibyte,
  });
  expect(text.split("\n")).toEqual([
    "The cluster in /state is partial at https://127.0.0.1:3.",
    "  etcd            healthy  process 12  port 1  50 MiB",
    "  kube-apiserver  stopped",
    "  0 of 2 nodes are Ready, 50 MiB",
  ]);
});
