import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { Checkout } from "../engine/checkout";
import { Registry } from "./registry";

const registry = new Registry();
const checkout = new Checkout();
const folder = checkout.path("archives");
let host = "";

beforeAll(async () => {
  const archive = resolve(__dirname, "../../.sandbox/node/base-images.tar");
  host = await registry.serve(archive, "localhost/pause:1", "openops-tables");
  checkout.write("registry.pem", registry.authority);
});

afterAll(async () => {
  registry.close();
  await checkout.remove();
});

/** Brings the images of the stack dev from the registry. */
function bring(images: Readonly<Record<string, unknown>>) {
  checkout.configure("dev", { preset: "dev", images: { registry: host, ...images } });
  const environment = { SSL_CERT_FILE: checkout.path("registry.pem") };
  return checkout.start(["sandbox", "images", "--images", folder], environment).ended;
}

test("a stack's images come from their registry; one that it does not have is named, the others are kept", async () => {
  const { code, errors } = await bring({});
  expect(code).toBe(1);
  expect(errors).toContain(`The image ${host}/openops/openops-tables:0.2.19 could not be brought`);
  expect(errors).not.toContain("    at ");
  expect(readdirSync(folder)).toContain(`${host.replace(":", "_")}_nginx_1.30.7.tar`);

  const fixed = await bring({ tables: { repository: `${host}/mirror/tables` } });
  expect({ ...fixed, out: "", errors: fixed.code === 0 ? "" : fixed.errors }).toEqual({
    code: 0,
    out: "",
    errors: "",
  });
  expect(fixed.errors).not.toContain("nginx");
  expect(readdirSync(folder).map((name) => name.replace(host.replace(":", "_"), "HOST"))).toEqual([
    "HOST_mirror_tables_0.2.19.tar",
    "HOST_nginx_1.30.7.tar",
    "HOST_openops_openops-analytics_0.14.7.tar",
    "HOST_openops_openops-app_0.6.25.tar",
    "HOST_openops_openops-engine_0.6.25.tar",
    "HOST_postgres_17.12.tar",
    "HOST_redis_7.4.11.tar",
  ]);
});

test("an archive has the image under the name that pods use", () => {
  const archive = `${folder}/${host.replace(":", "_")}_nginx_1.30.7.tar`;
  const text = execFileSync("tar", ["-xOf", archive, "manifest.json"], { encoding: "utf8" });
  const [manifest] = z.array(z.object({ RepoTags: z.array(z.string()) })).parse(JSON.parse(text));
  expect(manifest?.RepoTags).toEqual([`${host}/nginx:1.30.7`]);
});
