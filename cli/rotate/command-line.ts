import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run rotate` takes. */
export const { usage, options } = commandLine({
  command: "npm run rotate",
  takes: ["(--secret NAME | --authority NAME) [--stack NAME] [--context NAME [--yes]]"],
  about:
    "Gives a secret a new value, or a store's certificate a new authority, in steps between which every client is " +
    "served. Says first what it will do. One that was interrupted goes on when it is run again.",
  options: {
    secret: valued("NAME", "the secret; npm run secrets lists them"),
    authority: valued("NAME", "database or cache, where the stack generates its certificate"),
    ...stackOption,
    context: valued(
      "NAME",
      "the stack on the cluster of this kubeconfig context, with your own Pulumi; without it: the one in the sandbox",
    ),
    yes: flag("with --context: do not ask"),
  },
});
