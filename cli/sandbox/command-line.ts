import { commandLine, flag, valued } from "../options";

/** What `npm run sandbox` takes. */
export const { usage, options } = commandLine({
  command: "npm run sandbox",
  takes: ["COMMAND [--name NAME] [--nodes KIND] [--dns KIND] [--images FOLDER] [--stack NAME] [--json]"],
  about: "Starts, stops and shows the rehearsal cluster.",
  words: {
    start: "start the rehearsal cluster, or repair it; does nothing when it runs",
    stop: "end its processes and keep its state",
    status: "show what runs",
    reset: "end its processes and delete its state, with the stacks in it and the simulated clouds",
    kubeconfig: "print the path of the kubeconfig file",
    images: "bring the images of a stack from their registries, for real nodes",
    tools:
      "build everything that the tests of the engine use, the official plugins and the oldest supported releases " +
      "included: some 40 minutes on two processors, once",
  },
  options: {
    name: valued("NAME", 'another cluster beside the default one; letters, digits and "-"'),
    nodes: valued(
      "KIND",
      'with start: "played" (the default), where pods become ready without running, or "real", where they run ' +
        "(Linux, root); kept until reset",
    ),
    dns: valued(
      "KIND",
      'with real nodes, where the cluster\'s DNS is: "pods" (the default), "node", at a link-local address as with ' +
        'NodeLocal DNSCache, or "openshift", in pods that listen on port 5353; kept until reset',
    ),
    images: valued(
      "FOLDER",
      "with images or real nodes: archives (*.tar) of the images that pods use; default: .sandbox/images",
    ),
    stack: valued("NAME", "with images: the stack; default: dev"),
    json: flag("with status, start or kubeconfig: one JSON object"),
  },
});
