import { isMarked } from "../../cli/terminal/secret-marks";
import { ensureTools, findCluster } from "../../sandbox";
import { Checkout, type CommandResult, type RunningCommand } from "../engine/checkout";
import { EngineState } from "../engine/engine-state";
import { Installation } from "../engine/installation";
import { kubectlFor, type Kubectl, type KubectlResult } from "../engine/kubectl";
import { CommandLines, containsAny, filesWithAny, generatedValues } from "../engine/secret-traces";
import { accountsIn, objectsInState, takeSnapshot, type Snapshot } from "./snapshot";

/** A line of progress: something was done to a resource. */
const progressLine = /^ {2}(created|updated|replaced|removed old|deleted) /gm;

/** Where a generated value was found; all empty where none was. */
interface Traces {
  readonly files: readonly string[];
  readonly terminal: readonly string[];
  readonly commandLines: readonly string[];
}

/** A stack in a checkout of its own that goes through faults, watched for what it loses and what it tells. */
export class Trial {
  readonly checkout = new Checkout();
  readonly namespace: string;
  private readonly commandLines = new CommandLines();
  private readonly values = new Set<string>();
  private cluster: { readonly kubectl: Kubectl; readonly state: EngineState } | undefined;

  constructor(readonly stack = "dev") {
    this.namespace = `openops-${stack}`;
  }

  /** Starts the sandbox with no stack in it. */
  async start(): Promise<void> {
    const root = this.checkout.folder;
    await this.succeed("sandbox", "start");
    const tools = await ensureTools({ root, report: () => undefined });
    const cluster = await findCluster({ root });
    this.cluster = {
      kubectl: kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? ""),
      state: new EngineState(tools.pulumi, this.checkout.path(".sandbox")),
    };
  }

  /** Runs a command on the stack. */
  run(command: string, ...args: readonly string[]): Promise<CommandResult> {
    return this.checkout.run(command, "--stack", this.stack, ...args);
  }

  /** Starts a command on the stack. */
  begin(command: string): RunningCommand {
    return this.checkout.start([command, "--stack", this.stack]);
  }

  /** Gives the stack another configuration; what does not become ready is waited for a minute. */
  configure(config: Readonly<Record<string, unknown>> = {}): void {
    this.checkout.configure(this.stack, { preset: "dev", rollout: { timeoutMinutes: 1 }, ...config });
  }

  /** What an update says that has to fail. */
  async failure(...args: readonly string[]): Promise<string> {
    const { code, errors } = await this.run("up", ...args);
    expect(code).toBe(1);
    expect(errors).not.toMatch(/^ +at .*:\d+:\d+\)?$/m);
    return errors;
  }

  /** Fails with what the command printed, so that a broken run tells why. */
  async succeed(...args: readonly string[]): Promise<CommandResult> {
    const result = await this.checkout.run(...args);
    const { code, errors } = result;
    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
    return result;
  }

  /** Runs a command on the stack that has to succeed, and counts what it did. */
  async steps(command: string): Promise<number> {
    const { out } = await this.succeed(command, "--stack", this.stack);
    return countSteps(out);
  }

  /** Kills a command with its engine once it has done so many steps. */
  async killAfter(steps: number, command: string): Promise<CommandResult> {
    const killed = this.begin(command);
    await killed.until((printed) => countSteps(printed) >= steps);
    if (!killed.running()) {
      throw new Error(`It ended before it was killed: ${(await killed.ended).errors}`);
    }
    process.kill(-killed.pid, "SIGKILL");
    return killed.ended;
  }

  /** Leaves of a resource only the note that its creation was begun. */
  unfinish(name: string): void {
    this.started().state.unfinish(this.stack, name);
  }

  /** Does something to the cluster by hand, which has to succeed. */
  async kubectl(...args: readonly string[]): Promise<string> {
    return succeeded(await this.started().kubectl(args));
  }

  /** Does something to the cluster by hand with a manifest on standard input. */
  async apply(manifest: object, ...args: readonly string[]): Promise<string> {
    const command = ["apply", "-f", "-", ...args];
    return succeeded(await this.started().kubectl(command, JSON.stringify(manifest)));
  }

  /** When each thing in the simulated clouds was made, by type and key. */
  accounts(): Snapshot["accounts"] {
    return accountsIn(this.checkout.path(".sandbox", "accounts"));
  }

  installation(): Installation {
    return new Installation(this.started().kubectl, this.namespace);
  }

  /** All that exists of the stack now; its generated values are looked for from now on. */
  async snapshot(): Promise<Snapshot> {
    const { kubectl, state } = this.started();
    const { stack, namespace } = this;
    const accounts = this.accounts();
    const snapshot = await takeSnapshot({ stack, namespace, state, kubectl, accounts });
    const outputs = Object.entries(snapshot.generated).map(([urn, text]) => [urn, parsed(text)] as const);
    // A key has public parts too, and an id of its own.
    const texts = outputs.flatMap(([urn, value]) => (isKey(urn) ? secretsIn(value) : stringsIn(value)));
    const shown = outputs
      .flatMap(([, value]) => stringsIn(value))
      .filter((text) => shownToAll.test(text))
      .join("")
      .replaceAll("\n", "");
    const contents = new Map([
      ...Object.entries(snapshot.secrets).map(([name, data]) => [name, decoded(data)] as const),
      ["state", Object.fromEntries(texts.map((text, index) => [String(index), text]))] as const,
    ]);
    [...generatedValues(contents)]
      .filter((value) => !shown.includes(value))
      .forEach((value) => this.values.add(value));
    return snapshot;
  }

  /** Expects the stack to be complete: all ready, nothing begun, nothing in the cluster that the state lacks. */
  async expectWhole(): Promise<Snapshot> {
    const now = await this.snapshot();
    expect(now.pendingOperations).toBe(0);
    expect(Object.keys(now.objects).sort()).toEqual(objectsInState(now, this.namespace));
    const readiness = await this.installation().readiness();
    expect(readiness.filter((line) => !/ ([1-9]\d*)\/\1$/.test(line))).toEqual([]);
    const { out } = await this.succeed("up", "--stack", this.stack);
    expect(out).toContain(`Stack ${this.stack} is up: no changes`);
    return now;
  }

  /** Where generated values are written in clear or encoded: nowhere, one hopes. */
  traces(): Traces {
    const { checkout, values } = this;
    const found = (text: string) => containsAny(text, values);
    return {
      files: filesWithAny(checkout.folder, values),
      terminal: checkout.terminal.filter(found),
      commandLines: [...this.commandLines.lines].filter(found),
    };
  }

  /** How many generated values are looked for. */
  get searched(): number {
    return this.values.size;
  }

  async remove(): Promise<void> {
    this.commandLines.stop();
    await this.checkout.remove();
  }

  private started() {
    if (this.cluster === undefined) {
      throw new Error("The sandbox was not started");
    }
    return this.cluster;
  }
}

/** Nothing is written anywhere. */
export const noTraces: Traces = { files: [], terminal: [], commandLines: [] };

function succeeded({ ok, output }: KubectlResult): string {
  expect({ ok, output: ok ? "" : output }).toEqual({ ok: true, output: "" });
  return output;
}

function countSteps(printed: string): number {
  return printed.match(progressLine)?.length ?? 0;
}

function decoded(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]);
  return Object.fromEntries(entries);
}

/** All texts in a value but the marks of secrets; the state holds secrets as JSON inside of texts. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === "string") {
    return /^["{[]/.test(value) ? stringsIn(parsed(value)) : [value];
  }
  if (isMarked(value)) {
    return "plaintext" in value ? stringsIn(value.plaintext) : [];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/** Whether a URN is one of a key or a certificate. */
function isKey(urn: string): boolean {
  return /[:$]tls:index\//.test(urn);
}

/** What a key shows to everybody, which private keys contain as well. */
const shownToAll = /^(-----BEGIN (PUBLIC KEY|CERTIFICATE)|ecdsa-|ssh-)/;

/** The texts in a value that are marked as secret. */
function secretsIn(value: unknown): readonly string[] {
  if (isMarked(value)) {
    return stringsIn(value);
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(secretsIn) : [];
}

function parsed(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}
