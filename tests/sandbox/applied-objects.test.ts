import { applyObjects } from "../../sandbox/control-plane/objects";

const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

/** Applies it against an API server that gives some answers, one after the other; returns how many it gave. */
async function applied(...answers: readonly { readonly status: number; readonly body: string }[]) {
  const sent: string[] = [];
  const send = ({ path }: { readonly path: string }) => {
    sent.push(path);
    return Promise.resolve(answers[sent.length - 1] ?? { status: 200, body: "" });
  };
  await applyObjects({ send }, 6443, [object]);
  return sent;
}

test("an object is sent once where it is taken", async () => {
  expect(await applied({ status: 201, body: "" })).toEqual([
    "/api/v1/namespaces/shop?fieldManager=openops-sandbox&force=true",
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
