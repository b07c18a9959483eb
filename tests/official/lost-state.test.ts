import { keyAndVolumes } from "./key-and-volumes";
import { PlainPulumi, printedInSuccess } from "./plain-pulumi";
import { SecretForms } from "../engine/secret-traces";

let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
});

afterAll(() => pulumi.stop());

describe("a stack whose state is lost, over data that is still there", () => {
  let before: Awaited<ReturnType<typeof keyAndVolumes>>;
  let refused: string;

  beforeAll(async () => {
    printedInSuccess(await pulumi.run("stack", "init", "dev"));
    await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "dev");
    before = await keyAndVolumes(pulumi, "openops-dev");
    pulumi.loseState();
    printedInSuccess(await pulumi.run("stack", "init", "dev"));
  });

  test("is refused at preview, with the Secret of each value that data depends on, and no value", async () => {
    const { code, printed } = await pulumi.run("preview", "--stack", "dev");
    refused = printed;

    expect(code).not.toBe(0);
    expect(printed).toMatch(
      /What is in the cluster does not fit the state of the stack; it has 5 faults; nothing was changed\./,
    );
    expect(printed).toMatch(
      /openops:encryptionKey: expected the value with the fingerprint [0-9a-f]{16} that Secret openops-app-\w+ of namespace openops-dev has, got a newly generated one/,
    );
    expect(new SecretForms(before.keys.flatMap((key) => key ?? [])).areIn(printed)).toBe(false);
  });

  test("is refused by an update that would take everything over, before anything is touched", async () => {
    const take = "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true PULUMI_K8S_ENABLE_PATCH_FORCE=true";
    const { code } = await pulumi.obey(
      `${take} pulumi up --yes --skip-preview --stack dev --non-interactive`,
    );

    expect(code).not.toBe(0);
    expect(await keyAndVolumes(pulumi, "openops-dev")).toEqual(before);
  });

  test("goes on with the same keys and volumes once the commands of the refusal have been obeyed", async () => {
    const commands = [
      ...refused.matchAll(/or (kubectl get secret .* \| pulumi config set --secret openops:\w+)\)/g),
    ];
    for (const [, command = ""] of commands) {
      const { code, printed } = await pulumi.obey(`${command} --stack dev`);
      expect({ code, printed }).toEqual({ code: 0, printed: "" });
    }
    await pulumi.succeed("preview", "--stack", "dev");
    const take = "PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true PULUMI_K8S_ENABLE_PATCH_FORCE=true";
    const taken = await pulumi.obey(`${take} pulumi up --yes --skip-preview --stack dev --non-interactive`);

    expect(commands).toHaveLength(5);
    printedInSuccess(taken);
    expect(await keyAndVolumes(pulumi, "openops-dev")).toEqual(before);
    await pulumi.succeed("preview", "--stack", "dev", "--expect-no-changes");
  });
});

describe("a protected stack whose encryption key was generated as a resource with the key as its id", () => {
  const namespace = "openops-staging";
  const current =
    "return pulumi.secret(new random.RandomPassword(logicalName, drawnFrom(recipe), options).result);";
  const former =
    'if (recipe.kind === "hex") { return pulumi.secret(new random.RandomBytes(logicalName, { length: recipe.bytes }, options).hex); }';
  let before: Awaited<ReturnType<typeof keyAndVolumes>>;

  /** Whether the state gives the key away. */
  async function isInClear(): Promise<boolean> {
    const [key = ""] = before.keys;
    return new SecretForms([key]).areIn(
      printedInSuccess(await pulumi.run("stack", "export", "--stack", "staging")),
    );
  }

  beforeAll(async () => {
    printedInSuccess(await pulumi.run("stack", "init", "staging"));
    pulumi.rewrite("components/resources/secrets/stack-secrets.ts", (text) =>
      text.replace(current, `${former}\n  ${current}`),
    );
    await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "staging");
    pulumi.rewrite("components/resources/secrets/stack-secrets.ts", (text) =>
      text.replace(`${former}\n  `, ""),
    );
    before = await keyAndVolumes(pulumi, namespace);
  });

  test("had it in clear in its state", async () => {
    expect(before.keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(await isInClear()).toBe(true);
  });

  test("keeps the value at the next update, which says that one more is needed, and deletes nothing", async () => {
    const printed = await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "staging");

    expect(printed).toContain("The state has the value of encryptionKey in clear, as the id of a resource.");
    expect(printed).not.toMatch(/deleted/);
    expect(await keyAndVolumes(pulumi, namespace)).toEqual(before);
  });

  test("keeps the value when that resource goes, and then nothing gives it away and nothing is left to do", async () => {
    await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "staging");

    expect(await keyAndVolumes(pulumi, namespace)).toEqual(before);
    expect(await isInClear()).toBe(false);
    await pulumi.succeed("preview", "--stack", "staging", "--expect-no-changes");
  });
});
