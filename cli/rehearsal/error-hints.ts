interface Advice {
  /** The words in which the API server, the plugin or a cloud refuses. */
  readonly sign: RegExp;
  readonly text: string;
  /** What to do in the sandbox beside it. */
  readonly inSandbox?: string;
}

/** Where an update failed. */
export type FailurePlace = "sandbox" | "cluster";

/** What to do about a refusal; the first sign that an error shows counts, so what says more comes first. */
const advices: readonly Advice[] = [
  {
    sign: /no space left on device|disk quota exceeded/i,
    text: "The disk is full. Make room, then run the command again; it goes on where it stopped.",
  },
  {
    sign: /field conflict|Apply failed with \d+ conflict/i,
    text:
      "Somebody else has set these fields. To take them back, run the update once with --take-over; " +
      "to leave them alone, take them out of the configuration.",
  },
  {
    sign: /already ?exists/i,
    text:
      "It exists without being in the state. Where it is this stack's and the update before this one was killed, " +
      "run the update once with --take-over. Where the state was lost, first save the secrets that the data " +
      "depends on: npm run secrets -- --from-cluster. Where it is somebody else's, give this stack another namespace.",
  },
  {
    sign: /" not found|NotFound/,
    text:
      "It is in the state and no longer where it was: somebody deleted it. Run the update once with " +
      "--refresh, which makes it again.",
  },
  {
    sign: /is forbidden: User "/,
    text: "The deployer has no right to this; docs/rights.yaml lists all that it needs.",
  },
  {
    sign: /exceeded quota/i,
    text:
      "A quota of the namespace has no room for these pods. Raise it (kubectl get resourcequota shows it), " +
      "or ask for less: services.NAME.resources, services.NAME.replicas.",
  },
  {
    sign: /violates PodSecurity/i,
    text:
      "The namespace enforces a stricter Pod Security level than these pods keep; the program needs " +
      "pod-security.kubernetes.io/enforce=baseline.",
  },
  {
    sign: /admission webhook|failed calling webhook|ValidatingAdmissionPolicy/,
    text: "A rule of the cluster refused it. Fix what it asks for, or ask who runs the cluster.",
  },
  {
    sign: /being terminated|after it was deleted/,
    text:
      "The namespace is being deleted. What holds it is told by kubectl describe namespace; remove those " +
      "finalizers or wait, then run the command again.",
  },
  {
    sign: /ImagePullBackOff|ErrImagePull|InvalidImageName/,
    text: "A node cannot get this image: look at openops:images, for a private registry at its pullSecrets.",
  },
  {
    sign: /PersistentVolumeClaim \S+ is Pending/,
    text:
      "No volume is made for the claim: look at its storage class and who provides it (kubectl get " +
      "storageclass). The claim and its data stay; the next update goes on with them.",
  },
  {
    sign: /timed out waiting/i,
    text:
      "Where a start only takes longer, raise rollout.timeoutMinutes. What is wrong otherwise is told above, " +
      "and by kubectl describe pod and kubectl logs.",
  },
  {
    sign: /unreachable|connection refused|ECONNRE|connection error/,
    text: "The API server does not answer, or not any more.",
    inSandbox: "The next command starts it again.",
  },
];

/** What to do about these failures, each advice once. */
export function adviceOn(errors: readonly string[], place: FailurePlace): readonly string[] {
  const found = errors.flatMap((error) => advices.find(({ sign }) => sign.test(error)) ?? []);
  return [...new Set(found)].map(({ text, inSandbox }) =>
    inSandbox === undefined || place === "cluster" ? text : `${text} ${inSandbox}`,
  );
}
