import { execFile } from "node:child_process";
import { findVersion, type Version } from "./version";

const answerTimeoutSeconds = 20;

/** Asks a program for its version; undefined when it does not run or names none. */
export function programVersion(program: string, args: readonly string[]): Promise<Version | undefined> {
  const options = {
    timeout: answerTimeoutSeconds * 1000,
    // The toolchain on this machine is asked, not one that Go would download; Pulumi looks for no update.
    env: { ...process.env, GOTOOLCHAIN: "local", PULUMI_SKIP_UPDATE_CHECK: "true" },
  };
  return new Promise((resolve) => {
    execFile(program, [...args], options, (error, output) =>
      resolve(error === null ? findVersion(output) : undefined),
    );
  });
}
