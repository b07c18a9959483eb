import type { Call } from "../../sandbox/control-plane/administrator";
import { applyObjects } from "../../sandbox/control-plane/objects";

const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

/** Applies it against an API server that gives some answers, one after the other; returns how many it gave. */
async function applied(...answers: readonly { readonly status: number; readonly body: string }[]) {
  const sent: string[] = [];
  const send = ({ path, query = {} }: Call) => {
    sent.push(`${path}?${new URLSearchParams(query).toString()}`);
    return Promise.resolve(answers[sent.length - 1] ?? { status: 200, body: "" });
  };
  await applyObjects({ send }, 6443, [object]);
  return sent;
}

test("an object is sent once where it is taken", async () => {
  expect(await applied({ status: 201, body: "" })).toEqual([
    "/api/v1/namespaces/shop?fieldManager=sandbox&force=true",
  ]);
});

test("an object is sent again while the API server cannot answer, as after a new start of etcd", async () => {
  const sent = await applied(
    { status: 0, body: "no answer within 5 s" },
    { status: 500, body: "etcdserver: request timed out" },
    { status: 200, body: "" },
  );
  expect(sent).toHaveLength(3);
});

test("an object that is refused fails at once", async () => {
  await expect(applied({ status: 403, body: "forbidden" })).rejects.toThrow(
    "The API server refused Namespace shop: forbidden",
  );
});

test("an object that an older sandbox made otherwise is refused with the way out", async () => {
  const body = "updates to provisioner are forbidden.\n";
  await expect(applied({ status: 422, body })).rejects.toThrow(
    "The API server refused Namespace shop: updates to provisioner are forbidden.\n" +
      "An older sandbox made this cluster: reset it, which deletes its state, and start it again.",
  );
});

test("an object is sent again until its namespace is there, which is made beside it or by the API server", async () => {
  const missing = {
    kind: "Status",
    message: 'namespaces "openshift-dns" not found',
    reason: "NotFound",
    details: { name: "openshift-dns", kind: "namespaces" },
    code: 404,
  };
  const sent = await applied({ status: 404, body: JSON.stringify(missing) }, { status: 201, body: "" });
  expect(sent).toHaveLength(2);
});

test("an object of a kind that the API server does not have fails at once", async () => {
  await expect(applied({ status: 404, body: "404 page not found\n" })).rejects.toThrow(
    "The API server refused Namespace shop: 404 page not found",
  );
});
