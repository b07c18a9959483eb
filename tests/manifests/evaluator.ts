import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";

const folder = resolve(__dirname, "../../.sandbox");

/** The programs that judge manifests, by the folder that tests/manifests/setup.js builds them to. */
const evaluators = {
  "kube-score": join(folder, "kube-score", "kube-score"),
  podsecurity: join(folder, "evaluators", "podsecurity"),
  connections: join(folder, "evaluators", "connections"),
} as const;

interface Question {
  readonly args?: readonly string[];
  readonly input: string;
}

/** What an evaluator writes; its exit code says what it found, so that only its own errors count. */
export function evaluate(name: keyof typeof evaluators, { args = [], input }: Question): string {
  const { stdout, stderr, error } = spawnSync(evaluators[name], [...args], {
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined || stderr !== "") {
    throw new Error(`${name}: ${error?.message ?? stderr}`);
  }
  return stdout;
}
