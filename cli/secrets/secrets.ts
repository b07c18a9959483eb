import { serviceIds } from "../../components/stack/declared-services";
import { configNamespace } from "../../components/values/fault";
import { isRawMap } from "../../components/config/layers";
import { planStack, type ExtraSecretNames, type Plan } from "../../components/plan/plan";
import type { LiveSecret } from "../../components/checks/cluster/unknown-data-faults";
import { liveSecrets, secretListSchema } from "../../components/resources/cluster/live-data";
import { nextName, overlappingSecrets } from "../../components/values/secret-definitions";
import { checkedStack, type CheckedStack } from "../checked-stack";
import { Kubectl } from "../cluster-access/kubectl";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { ageText } from "./secret-age";
import { listSecrets, type ListedSecret } from "./listed-secret";
import { saveFromCluster } from "./values-from-cluster";
import { saveGenerated } from "./saved-secrets";
import { writtenAt } from "./written-at";
import type { EngineStack } from "../stack-access/engine-stack";
import { openStack } from "../stack-access/open-stack";
import type { StackFile } from "../stack-file";
import { print } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run secrets`: what secrets a stack has. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, context, save, json, "from-cluster": fromCluster } = readOptions(args, { usage, options });
  const checked = checkedStack(root, stack);
  const access = await openStack({ root, checked, context });
  const plan = planFor(checked, access);
  const taken = fromCluster
    ? await saveFromCluster({ plan, secrets: await secretsOf(plan, access), stack: access })
    : [];
  const generated = save ? await saveGenerated(access, checked.config) : [];
  const saved = save || fromCluster ? [...taken, ...generated] : undefined;
  const secrets = await listed(root, { checked, access, plan });
  if (json) {
    print(JSON.stringify({ stack, ...(saved === undefined ? {} : { saved }), secrets }, undefined, 2));
    return 0;
  }
  alignedLines([["secret", "source", "rotation", "age", "pods"], ...secrets.map(rowOf)]).forEach(print);
  if (saved !== undefined) {
    print(`\n${savedText(saved, access)}`);
  }
  const here = context === undefined ? `--stack ${stack}` : `--stack ${stack} --context ${context}`;
  print(`\nNext:\n  change one          npm run rotate -- ${here} --secret NAME`);
  if (secrets.some(({ source }) => source === "generated")) {
    print(`  keep them in git    npm run secrets -- ${here} --save`);
  }
  return 0;
}

function planFor({ file, config, namespace }: CheckedStack, access: EngineStack): Plan {
  const keys = access.keys();
  return planStack({
    config,
    namespace,
    extraSecrets: extraNames(file),
    rotating: overlappingSecrets.filter((name) => keys.includes(nextName(name))),
  });
}

/** The Secrets in the stack's namespace. */
async function secretsOf({ namespace }: Plan, { cluster }: EngineStack): Promise<readonly LiveSecret[]> {
  const kubectl = new Kubectl(cluster.kubectl);
  const list = await kubectl.read(secretListSchema, ["secrets", `--namespace=${namespace}`]);
  return list === undefined ? [] : liveSecrets(list);
}

interface ListingArgs {
  readonly checked: CheckedStack;
  readonly access: EngineStack;
  readonly plan: Plan;
}

async function listed(
  root: string,
  { checked: { file }, access, plan }: ListingArgs,
): Promise<readonly ListedSecret[]> {
  return listSecrets({
    plan,
    keys: access.keys(),
    extraSecrets: extraNames(file),
    resources: await access.resources(),
    writtenAt: (key) => writtenAt(root, { file: file.name, key }),
  });
}

/** Names of users' own secret variables, which are in clear beside their encrypted values. */
function extraNames({ config }: StackFile): ExtraSecretNames {
  const given = config[`${configNamespace}:extraSecrets`];
  const services = isRawMap(given) ? given : {};
  return Object.fromEntries(
    serviceIds.flatMap((id) => {
      const variables = services[id];
      return isRawMap(variables) ? [[id, Object.keys(variables)]] : [];
    }),
  );
}

function rowOf({ name, source, rotation, since, users }: ListedSecret): readonly string[] {
  const age = since === undefined ? "unknown" : ageText(since, Date.now());
  return [name, source, rotation, age, users.join(", ")];
}

function savedText(saved: readonly string[], { place }: EngineStack): string {
  return saved.length === 0
    ? `Nothing to save: ${place} has every value.`
    : `Saved ${saved.length} values in ${place}, encrypted: an update changes nothing, and a stack made again from it has the same values.`;
}
