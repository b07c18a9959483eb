import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SandboxError, startCluster } from "../../sandbox";
import { tellSystemErrors } from "../../sandbox/errors";

function refusal(code: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`${code}: refused`), { code, path: "/state/ports.json" }));
}

test.each([
  [
    "ENOENT",
    "/state/ports.json: there is no such file or folder; make it or correct the path, then run the command again.",
  ],
  ["ENOSPC", "/state/ports.json: the disk is full; free some space, then run the command again."],
  [
    "EACCES",
    "/state/ports.json: there is no permission to write there; fix its owner or mode, then run the command again.",
  ],
  [
    "EROFS",
    "/state/ports.json: the file system is read-only; choose a folder on another one, then run the command again.",
  ],
])("%s is told with its path and the way to fix it", async (code, message) => {
  const error: unknown = await tellSystemErrors(() => refusal(code)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SandboxError);
  expect(error).toHaveProperty("message", message);
});

test("a fault of the program itself passes unchanged", async () => {
  const fault = new TypeError("a fault");
  await expect(tellSystemErrors(() => Promise.reject(fault))).rejects.toBe(fault);
});

test("a state folder below a file is refused before anything is started", async () => {
  const base = mkdtempSync(join(tmpdir(), "openops-system-error-"));
  const file = join(base, "file");
  writeFileSync(file, "");
  const tools = {
    pulumi: "/none",
    etcd: "/none",
    kwok: "/none",
    "kube-apiserver": "/none",
    "kube-controller-manager": "/none",
    "kube-scheduler": "/none",
    kubectl: "/none",
  };
  const root = resolve(__dirname, "../..");
  const options = { root, folder: join(file, "cluster"), tools, report: () => undefined };
  await expect(startCluster(options)).rejects.toThrow(
    /^.*file: a (part of the path is a file, not a folder|file stands where a folder is needed); move it away/,
  );
  rmSync(base, { recursive: true });
});
