import { commandLine, valued } from "../options";

/** What `npm run comment` takes. */
export const { usage, options } = commandLine({
  command: "npm run comment",
  takes: ["--pull-request NUMBER [--name NAME] FILE..."],
  about:
    "Puts what `npm run preview -- --markdown FILE` wrote for one or more stacks into one comment of a GitHub pull " +
    "request, and edits that comment the next time. Needs gh and its GH_TOKEN.",
  options: {
    "pull-request": valued("NUMBER", "the pull request"),
    name: { ...valued("NAME", "tells several comments of a pull request apart"), default: "preview" },
  },
});
