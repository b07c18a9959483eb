import type { Mutation } from "./mutant";

/** Faults that this program once had; each has to be noticed, should it come back. */
export const mutations: readonly Mutation[] = [
  {
    fault: "a tsconfig whose kind of module stands only in the file that it extends",
    file: "tsconfig.pulumi.json",
    from: '    "module": "commonjs",\n    "moduleResolution": "node10",\n',
    to: "",
    noticedBy: {
      project: "official",
      file: "tests/official/stacks.test.ts",
      test: "plain pulumi, with the dev stack as it is in the checkout previews a first installation",
      failure: /Directory import .* is not supported/,
    },
  },
  {
    fault: "an encryption key that is the id of a resource",
    file: "components/secrets.ts",
    from: "return pulumi.secret(new random.RandomPassword(name, drawnFrom(recipe), options).result);",
    to: "return pulumi.secret(new random.RandomBytes(name, { length: 16 }, options).hex);",
    noticedBy: {
      project: "unit",
      file: "tests/components/carried-secrets.test.ts",
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
    file: "components/unknown-data.ts",
    from: "if (faults.length > 0) {",
    to: "if (faults.length > 100) {",
    noticedBy: {
      project: "unit",
      file: "tests/components/unknown-data.test.ts",
      test: "a state that does not know the data is refused, with the Secret that has the key and the command that takes it over",
      failure: /does not fit the state of the stack/,
    },
  },
  {
    fault: "an address with a port that the app makes the domain of its cookies from",
    file: "components/model/public-address.ts",
    from: "OPS_FRONTEND_URL: `${protocol}//${hostname}`",
    to: "OPS_FRONTEND_URL: publicUrl",
    noticedBy: {
      project: "unit",
      file: "tests/model/public-address.test.ts",
      test: "with http://localhost:8080 people sign in, and browsers keep the cookies",
      failure: /"status": 500/,
    },
  },
];
