/** A fault told to people: what, where, why and how to fix it; commands and the engine show it without a stack. */
export class SandboxError extends Error {
  override readonly name = "SandboxError";
}

/** The code of an operating system's error such as ENOENT; undefined for every other value. */
export function errorCode(error: unknown): string | undefined {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode && typeof error.code === "string" ? error.code : undefined;
}

function errorPath(error: unknown): string {
  const hasPath = typeof error === "object" && error !== null && "path" in error;
  return hasPath && typeof error.path === "string" ? error.path : "the sandbox's folder";
}

const advice: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder; make it or correct the path",
  EISDIR: "a folder stands where a file is needed; name a file",
  EACCES: "there is no permission to write there; fix its owner or mode",
  EPERM: "the operation is not permitted there; fix its owner or mode",
  EROFS: "the file system is read-only; choose a folder on another one",
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "the disk quota is used up; free some space",
  ENOTDIR: "a part of the path is a file, not a folder; move it away",
  EEXIST: "a file stands where a folder is needed; move it away",
  EMFILE: "too many files are open; raise the limit (ulimit -n)",
};

/** The operating system's refusal (no permission, full disk) in words for people; every other error as it is. */
export function explained(error: unknown): unknown {
  const reason = advice[errorCode(error) ?? ""];
  return reason === undefined
    ? error
    : new SandboxError(`${errorPath(error)}: ${reason}, then run the command again.`, { cause: error });
}

/**
 * Runs `work` and explains the operating system's refusals to people.
 * @throws SandboxError in place of such an error; every other error passes unchanged
 */
export async function tellSystemErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explained(error);
  }
}
