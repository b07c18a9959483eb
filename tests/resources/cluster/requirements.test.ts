import { runProgram } from "../../support/program";

describe("before anything is put into a cluster, the program reads", () => {
  test("the namespace that identifies the cluster", async () => {
    const { reads } = await runProgram("dev", { "openops:preset": "dev" });

    expect(reads).toEqual(["kubernetes:core/v1:Namespace kube-system"]);
  });

  test("where pods have sidecars, an object that no Kubernetes without them has", async () => {
    const { reads } = await runProgram("ci", { "openops:preset": "ci" });

    expect(reads).toContain("kubernetes:flowcontrol.apiserver.k8s.io/v1:FlowSchema catch-all");
  });

  test("the storage classes and definitions that the configuration relies on", async () => {
    const { reads } = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:database": JSON.stringify({
        storage: { storageClass: "gp3" },
        tls: { kind: "cert-manager", issuer: "company" },
      }),
      "openops:cache": JSON.stringify({ storage: { storageClass: "premium-rwo" } }),
    });

    expect([...reads].sort()).toEqual([
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition certificates.cert-manager.io",
      "kubernetes:core/v1:Namespace kube-system",
      "kubernetes:storage.k8s.io/v1:StorageClass gp3",
      "kubernetes:storage.k8s.io/v1:StorageClass premium-rwo",
    ]);
  });
});
