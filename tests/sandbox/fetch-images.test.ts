import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveName, fetchImages } from "../../sandbox/node/images/fetch-images";

const report = (): void => undefined;

test("an archive's name tells the whole reference", () => {
  expect(archiveName("public.ecr.aws/openops/openops-app:0.6.25")).toBe(
    "public.ecr.aws_openops_openops-app_0.6.25.tar",
  );
});

test("images whose archives are there are not asked for again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "openops-archives-"));
  writeFileSync(join(folder, "nginx_1.30.7.tar"), "");
  await expect(fetchImages({ references: ["nginx:1.30.7"], folder, report })).resolves.toBeUndefined();
  rmSync(folder, { recursive: true });
});

test("an image that is named by its digest is refused, since an archive cannot keep that name", async () => {
  const references = ["nginx@sha256:0123"];
  await expect(fetchImages({ references, folder: "/nowhere", report })).rejects.toThrow(
    "An archive has tags only, so these images cannot be brought by their digests: nginx@sha256:0123.",
  );
});
