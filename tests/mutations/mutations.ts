import type { Mutation } from "./mutant";

const dev = "plain pulumi, with the dev stack as it is in the checkout";
const made = [`${dev} previews a first installation`, `${dev} makes what the preview showed`];
const inStacks = { project: "official", file: "tests/official/stacks.test.ts" } as const;
const compared = "the stand-in for the Kubernetes plugin and the official one";

/** Faults that this program once had; each has to be noticed, should it come back. */
export const mutations: readonly Mutation[] = [
  {
    fault: "a tsconfig whose kind of module stands only in the file that it extends",
    file: "tsconfig.pulumi.json",
    from: '    "module": "commonjs",\n    "moduleResolution": "bundler",\n',
    to: "",
    noticedBy: {
      ...inStacks,
      test: `${dev} previews a first installation`,
      failure: /Cannot find module .*providers.*open. imported from/,
    },
  },
  {
    fault: "an encryption key that the state has in clear",
    file: "components/resources/secrets/stack-secrets.ts",
    from: "return pulumi.secret(new random.RandomPassword(logicalName, drawnFrom(recipe), options).result);",
    to: 'return pulumi.secret(name === "encryptionKey" ? new random.RandomBytes(logicalName, { length: 16 }, options).hex : new random.RandomPassword(logicalName, drawnFrom(recipe), options).result);',
    noticedBy: {
      ...inStacks,
      after: made,
      test: `${dev} keeps and shows no generated secret in a resource, in any form, but one that is put there`,
      failure: /RandomBytes::encryptionKey/,
    },
  },
  {
    fault: "a reference of the stack to itself",
    file: "components/resources/state/recorded-state.ts",
    from: "const answer: unknown = await pulumi.runtime.invoke(",
    to: 'new pulumi.StackReference("deployed", { name: stackName });\n  const answer: unknown = await pulumi.runtime.invoke(',
    noticedBy: {
      ...inStacks,
      after: made,
      test: `${dev} has not drifted`,
      failure: /pulumi:pulumi:StackReference deployed/,
    },
  },
  {
    fault: "a first boot that an annotation has made again",
    file: "components/resources/workloads/first-boot.ts",
    from: 'ignoreChanges: ["metadata.annotations", "metadata.labels", "spec"]',
    to: 'ignoreChanges: ["spec"]',
    noticedBy: {
      project: "official",
      file: "tests/official/stand-in.test.ts",
      after: [`${compared} at a first installation leave nothing to do`],
      test: `${compared} at an annotation of every object leave nothing to do`,
      failure: /replace \| kubernetes:batch\/v1:Job openops-app-first-boot/,
    },
  },
  {
    fault: "a password in an output that is no secret",
    file: "components/composition/installation.ts",
    from: 'adminPassword: secrets.value("adminPassword")',
    to: 'adminPassword: require("@pulumi/pulumi").unsecret(secrets.value("adminPassword"))',
    noticedBy: {
      ...inStacks,
      after: made,
      test: `${dev} keeps and shows no generated secret in a output, in any form, but one that is put there`,
      failure: /"adminPassword"/,
    },
  },
  {
    fault: "a language host that forgets which configuration is secret",
    file: "sandbox/language-host/program-run.ts",
    from: "PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList())",
    to: 'PULUMI_CONFIG_SECRET_KEYS: "[]"',
    noticedBy: {
      project: "official",
      file: "tests/official/usage.test.ts",
      after: ["before anything is made, plain pulumi makes a stack"],
      test: "before anything is made, plain pulumi takes a password that is set as a secret",
      failure: /openops:adminPassword: expected an encrypted value, got one in clear/,
    },
  },
  {
    fault: "an encryption key that is the id of a resource",
    file: "components/resources/secrets/stack-secrets.ts",
    from: "return pulumi.secret(new random.RandomPassword(logicalName, drawnFrom(recipe), options).result);",
    to: "return pulumi.secret(new random.RandomBytes(logicalName, { length: 16 }, options).hex);",
    noticedBy: {
      project: "unit",
      file: "tests/resources/secrets/carried-secrets.test.ts",
      test: "the encryption key is generated as 32 hexadecimal digits by a resource whose id is not its value, and protected",
      failure: /The program registered no random:index\/randomPassword:RandomPassword named encryptionKey/,
    },
  },
  {
    fault: "a plugin whose random bytes have an id that gives nothing away",
    file: "sandbox/plugins/random/kinds.ts",
    from: "return { id: base64, computed",
    to: 'return { id: "missing ID", computed',
    noticedBy: {
      project: "unit",
      file: "tests/sandbox/plugins/random.test.ts",
      test: "the id of random bytes is their value, in clear, as the official plugin makes it",
      failure: /Received: "missing ID"/,
    },
  },
  {
    fault: "a new key over data that the state does not know",
    file: "components/resources/cluster/unknown-data.ts",
    from: "if (faults.length > 0) {",
    to: "if (faults.length > 100) {",
    noticedBy: {
      project: "unit",
      file: "tests/resources/cluster/unknown-data.test.ts",
      test: "a state that does not know the data is refused, with the Secret that has the key and the command that takes it over",
      failure: /does not fit the state of the stack/,
    },
  },
  {
    fault: "an address with a port that the app makes the domain of its cookies from",
    file: "components/services/public-address.ts",
    from: "OPS_FRONTEND_URL: `${protocol}//${hostname}`",
    to: "OPS_FRONTEND_URL: publicUrl",
    noticedBy: {
      project: "processes",
      file: "tests/processes/public-address.test.ts",
      test: "with http://localhost:8080 people sign in, and browsers keep the cookies",
      failure: /"status": 500/,
    },
  },
  {
    fault: "a selector that takes in pods of others",
    file: "components/plan/names.ts",
    from: "return { ...appLabel(component), ...instanceOf(plan) };",
    to: "return appLabel(component);",
    noticedBy: {
      project: "unit",
      file: "tests/resources/selectors.test.ts",
      test: "a new stack selects its pods by what they are and by the stack that they are of in core/v1:Service nginx",
      failure: /"app\.kubernetes\.io\/instance": "openops-dev"/,
    },
  },
  {
    fault: "a record of a volume that does not wait for the volume",
    file: "components/resources/pods/volume-claim.ts",
    from: "dependsOn: [claim]",
    to: "dependsOn: []",
    noticedBy: {
      project: "unit",
      file: "tests/resources/cluster/recorded-facts.test.ts",
      test: "a deployed stack records each part after what it is of",
      failure: /"PersistentVolumeClaim"/,
    },
  },
  {
    fault: "a setting of flows that only the app has",
    file: "components/services/shared-settings.ts",
    from: "    OPS_SLACK_ENABLE_INTERACTIONS: integrations.slackInteractions,\n",
    to: "",
    noticedBy: {
      project: "unit",
      file: "tests/services/environment.test.ts",
      test: "the environment of the engine, which gets no database, no sign-in and no JWT secret",
      failure: /OPS_SLACK_ENABLE_INTERACTIONS/,
    },
  },
  {
    fault: "a variable that the engine never reads",
    file: "components/services/engine/engine.ts",
    from: '    OPS_ENCRYPTION_KEY: secret("encryptionKey"),\n',
    to: '    OPS_ENCRYPTION_KEY: secret("encryptionKey"),\n    OPS_OPENOPS_ADMIN_EMAIL: config.admin.email,\n',
    noticedBy: {
      project: "unit",
      file: "tests/services/read-variables.test.ts",
      test: "in a stack with dev every variable is where it is read, and nowhere else",
      failure: /engine has OPS_OPENOPS_ADMIN_EMAIL and never reads it/,
    },
  },
  {
    fault: "a header of a service that goes out beside the gateway's",
    file: "components/plan/exposure/nginx-config.ts",
    from: '    ...decided.map(([name]) => directive("proxy_hide_header", name)),\n',
    to: "",
    noticedBy: {
      project: "unit",
      file: "tests/plan/nginx-config.test.ts",
      test: "the gateway without strict transport security drops the services' headers and adds its own in one place, which a location's would undo",
      failure: /"Strict-Transport-Security"/,
    },
  },
  {
    fault: "an engine that is ended before npm says why it cannot install",
    file: "components/services/engine/engine.ts",
    from: "    startupProbe: { ...listening, ...packageInstallation, timeoutSeconds: 3 },\n",
    to: "",
    noticedBy: {
      project: "unit",
      file: "tests/services/package-step.test.ts",
      test: "the engine, which installs packages at every start, is left alone until npm has given up and said why",
      failure: /Expected: 610/,
    },
  },
  {
    fault: "a worker whose memory has no room for processes that are ready",
    file: "components/checks/rules/pods/workload-rules.ts",
    from: " + worker.enginePoolMaximum * readyMi;",
    to: ";",
    noticedBy: {
      project: "unit",
      file: "tests/services/worker-sizes.test.ts",
      test: "a worker of the size small has the memory that its processes can take, and is refused with a MiB less",
      failure: /expect/,
    },
  },
];
