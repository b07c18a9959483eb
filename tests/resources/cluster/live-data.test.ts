import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { liveByKubectl } from "../../../components/resources/cluster/live-data";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-kubectl-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A kubectl that notes how it is asked and then does something. */
function kubectl(script: string): string {
  const path = join(folder, "kubectl");
  writeFileSync(path, `#!/bin/sh\necho "$@" >> "${folder}/asked"\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

function asked(): string {
  return readFileSync(join(folder, "asked"), "utf8").trim();
}

const { silence, specOf } = liveByKubectl;

describe("whether a cluster answers", () => {
  test("is asked with the access of the stack", async () => {
    const access = { kubectl: kubectl("echo '{}'"), context: "office" };

    expect(await silence(access)).toBeUndefined();
    expect(asked()).toBe("get --raw=/version --context=office --request-timeout=10s");
  });

  test("is told in kubectl's last line, which says it best", async () => {
    const script = "echo 'E1130 memcache.go: refused' >&2; echo 'The connection was refused' >&2; exit 1";
    expect(await silence({ kubectl: kubectl(script) })).toBe("The connection was refused");
  });

  test("is yes where it refuses to tell its version", async () => {
    const script = "echo 'Error from server (Forbidden): forbidden: User' >&2; exit 1";
    expect(await silence({ kubectl: kubectl(script) })).toBeUndefined();
  });

  test("is unknown without a kubectl, and nothing is refused for it", async () => {
    expect(await silence({ kubectl: join(folder, "absent") })).toBeUndefined();
  });

  test("is no where kubectl asks for a password, which nobody gives", async () => {
    const script = "echo 'Please enter Username:' >&2; cat > /dev/null; echo 'error: EOF' >&2; exit 1";
    expect(await silence({ kubectl: kubectl(script) })).toBe("error: EOF");
  });
});

describe("the specification of an object", () => {
  const quota = { apiVersion: "v1", kind: "ResourceQuota", name: "team", namespace: "openops" };

  test("is read in its namespace", async () => {
    const access = { kubectl: kubectl(`echo '{"spec": {"hard": {"pods": "5"}}, "status": {}}'`) };

    expect(await specOf(quota, access)).toEqual({ spec: { hard: { pods: "5" } } });
    expect(asked()).toBe("get ResourceQuota/team --output=json --namespace=openops --request-timeout=10s");
  });

  test("is absent where the object is", async () => {
    const script = "echo 'Error from server (NotFound): resourcequotas \"team\" not found' >&2; exit 1";
    expect(await specOf(quota, { kubectl: kubectl(script) })).toBeUndefined();
  });

  test("is unknown, with the reason, where nobody could look", async () => {
    const script = "echo 'Error from server (Forbidden): resourcequotas is forbidden' >&2; exit 1";
    expect(await specOf(quota, { kubectl: kubectl(script) })).toEqual({
      reason: "Error from server (Forbidden): resourcequotas is forbidden",
    });
  });
});
