import { readFileSync } from "node:fs";

/**
 * The layers of the code, the lowest first: imports run downward only, those of types included. `npm run check`
 * fails where one does not, and at every circle; the picture in docs/architecture.md is made from the same list.
 */
const layers = JSON.parse(readFileSync(new URL("cli/check/layers.json", import.meta.url), "utf8"));

/** What a source loads when a stack uses it: the one import that may run up, since nobody needs it to read the source. */
const door = "^providers/[^/]+/open[.]ts$";

/** What reads the configuration of the stack that runs, or arguments of the same form; all else reads the plan. */
const loader = "^components/resources/(loaded-config|installation-args)[.]ts$";

/** A package of its own that knows nothing of OpenOps; others enter it by its index. */
const sandbox = "^sandbox/";

/** Everything above a layer, so that none of it may be imported there. */
function above(index) {
  return layers.slice(index + 1).map(({ path }) => path);
}

/** A layer's files are those that no lower layer has. */
function files(index) {
  return { path: layers[index].path, pathNot: layers.slice(0, index).map(({ path }) => path) };
}

export default {
  forbidden: [
    {
      name: "no-circle",
      severity: "error",
      comment: "Move what both need into a file of its own, lower down.",
      from: {},
      to: { circular: true, viaOnly: { pathNot: door } },
    },
    ...layers.slice(0, -1).map(({ name }, index) => ({
      name: `${name}-imports-upward`,
      severity: "error",
      comment: "Move what is needed down, or what needs it up: docs/architecture.md, Layers.",
      from: files(index),
      to: { path: above(index), pathNot: [door, ...layers.slice(0, index + 1).map(({ path }) => path)] },
    })),
    {
      name: "opened-by-its-source",
      severity: "error",
      comment: "Ask providers/index.ts for an opened source.",
      from: { pathNot: "^providers/[^/]+/source[.]ts$" },
      to: { path: door },
    },
    {
      name: "opened-lazily",
      severity: "error",
      comment: "Load it by import(), so that no other stack does.",
      from: {},
      to: { path: door, dependencyTypesNot: ["dynamic-import"] },
    },
    {
      name: "reads-the-plan",
      severity: "error",
      comment: "Derive it in planning, as a field of the plan: components/plan/plan.ts.",
      from: { path: "^(components/resources|providers)/", pathNot: loader },
      to: { path: "^components/stack/stack-config[.]ts$" },
    },
    {
      name: "in-no-layer",
      severity: "error",
      comment: "Add its folder to cli/check/layers.json.",
      from: { path: "^(bench|cli|components|policies|providers)/", pathNot: layers.map(({ path }) => path) },
      to: {},
    },
    {
      name: "sandbox-by-its-index",
      severity: "error",
      comment: "Export it from sandbox/index.ts.",
      from: { pathNot: sandbox },
      to: { path: sandbox, pathNot: "^sandbox/index[.]ts$" },
    },
    {
      name: "sandbox-knows-nothing-of-others",
      severity: "error",
      comment: "The sandbox rehearses any Pulumi program.",
      from: { path: sandbox },
      to: { path: layers.map(({ path }) => path) },
    },
    { name: "no-unresolved-import", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^[.]sandbox" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
  },
};
