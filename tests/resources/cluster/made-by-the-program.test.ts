import * as pulumi from "@pulumi/pulumi";
import { KeptObject } from "../../../components/resources/cluster/kept-object";
import { Component, installationKind, type ComponentOptions } from "../../../components/resources/component";

class Installation extends Component {
  constructor(options: ComponentOptions) {
    super(installationKind, "openops", options);
  }
}

class Volumes extends pulumi.CustomResource {
  constructor() {
    super("test:index:Volumes", "volumes", {});
  }
}

class Part extends Component {
  constructor(parent: Component) {
    super("index:Part", "part", { parent });
  }
}

const storageClass = { apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name: "encrypted" };
const namespace = { apiVersion: "v1", kind: "Namespace", name: "kube-system", isInherent: true };

/** The ids by which objects are read in a preview, for an installation that comes after a resource with such an id. */
async function readIds(made: string): Promise<readonly string[]> {
  const read: string[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, id, inputs }) => {
        if (type.startsWith("kubernetes:")) {
          read.push(id ?? "");
          return { id, state: inputs };
        }
        return { id: type === "test:index:Volumes" ? made : "any", state: inputs };
      },
      call: () => ({}),
    },
    "openops",
    "dev",
    true,
  );
  await pulumi.runtime.runInPulumiStack(async () => {
    const volumes = new Volumes();
    const part = new Part(new Installation({ dependsOn: [volumes] }));
    new KeptObject("class", storageClass, { parent: part });
    new KeptObject("cluster", namespace, { parent: part });
  });
  await pulumi.runtime.disconnect();
  return read.sort();
}

describe("an object that the program may make", () => {
  test("is not looked at in a preview as long as what the installation comes after is not there", async () => {
    expect(await readIds("")).toEqual([pulumi.runtime.unknownValue, "kube-system"]);
  });

  test("is looked at once that is there", async () => {
    expect(await readIds("encrypted")).toEqual(["encrypted", "kube-system"]);
  });
});
