/**
 * A page of `docs/` as the package has it: what it links to by a path is where the repository has it at a release.
 *
 * @param repository as package.json names it, `github:OWNER/NAME`
 */
export function packagePage(
  page: string,
  { repository, version }: { readonly repository: string; readonly version: string },
): string {
  const place = `https://github.com/${repository.replace(/^github:/, "")}/blob/v${version}`;
  return page.replaceAll(/\]\((?=[\w-]+\.md)/g, `](${place}/docs/`).replaceAll("](../", `](${place}/`);
}
