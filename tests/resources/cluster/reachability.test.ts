import { runProgram } from "../../support/program";

async function refusal(cluster: Readonly<Record<string, string>>, silence: string): Promise<string> {
  const config = { "openops:preset": "dev", "openops:cluster": JSON.stringify(cluster) };
  return runProgram("dev", config, { silence }).then(
    () => "",
    (error: unknown) => String(error),
  );
}

const refused =
  "The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?";

test("a cluster that does not answer is refused with kubectl's words, and without the plugin's advice to forget it", async () => {
  expect(await refusal({ kind: "kubeconfig", context: "office" }, refused)).toBe(
    "Error: The cluster of the context office does not answer; nothing was changed.\n" +
      `  ${refused}\n` +
      "Start the cluster, connect to its network or sign in again, or correct openops:cluster, until this works: " +
      "kubectl --context=office get --raw=/version. The stack's state stays as it is: do not set " +
      "PULUMI_K8S_DELETE_UNREACHABLE, which makes Pulumi forget everything that it could not reach.",
  );
});

test("without a context the current one is named", async () => {
  const message = await refusal({ kind: "kubeconfig" }, "error: You must be logged in to the server");

  expect(message).toContain("The cluster of the current context does not answer");
  expect(message).toContain("until this works: kubectl get --raw=/version.");
});
