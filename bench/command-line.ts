import { commandLine, flag, valued } from "../cli/options";

/** What `npm run bench` takes. */
export const { usage, options } = commandLine({
  command: "npm run bench",
  takes: ["[--stack NAME]... [--runs N] [--fleet [--tenants N]...] [--starts]"],
  about:
    "Measures this program, a flat program of the same objects, helm and kubectl, side by side on one rehearsal " +
    "cluster of its own, and writes bench/*.json and docs/figures.md. Exit code 1 where a count is not as it has to " +
    "be. Times with stand-in plugins say nothing of the official ones.",
  options: {
    stack: { ...valued("NAME", "a stack; default: dev and prod"), multiple: true },
    runs: { ...valued("N", "how often each phase is measured"), default: "5" },
    fleet: flag("many stacks on one cluster instead, which takes an hour"),
    tenants: { ...valued("N", "how many; default: 1, 10 and 50"), multiple: true },
    starts: flag("pods that take their time instead, until everything works"),
  },
});
