import { commandLine, valued } from "../options";

/** What `npm run openops-releases` takes. */
export const { usage, options } = commandLine({
  command: "npm run openops-releases",
  takes: ["[--upstream REPOSITORY]"],
  about:
    "Adds the releases of OpenOps that came since to the table of this program, each with the images and the program for flows that its docker-compose.yml has, and with a changeset.",
  options: {
    upstream: {
      ...valued("REPOSITORY", "OpenOps' repository, as git takes it"),
      default: "https://github.com/openops-cloud/openops",
    },
  },
});
