import type { Mutation } from "./mutant";

/** Faults that this program once had; each has to be noticed, should it come back. */
export const mutations: readonly Mutation[] = [
  {
    fault: "a tsconfig whose kind of module stands only in the file that it extends",
    file: "tsconfig.pulumi.json",
    from: '    "module": "commonjs",\n    "moduleResolution": "node10",\n',
    to: "",
    noticedBy: {
      project: "sandbox",
      file: "tests/engine/plain-pulumi.test.ts",
      test: "plain pulumi, with the dev stack as it is in the checkout previews a first installation",
      failure: /Directory import .* is not supported/,
    },
  },
];
