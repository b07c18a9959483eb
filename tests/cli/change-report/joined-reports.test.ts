import { joinedReports } from "../../../cli/change-report/joined-reports";

const details = (length: number): string =>
  `\n<details>\n\`\`\`diff\n${"+".repeat(length)}\n\`\`\`\n</details>\n`;

describe("one comment for several stacks", () => {
  test("has what changes, stack by stack", () => {
    expect(joinedReports(["## dev\n", "", "## prod\n"])).toBe("## dev\n\n## prod\n");
  });

  test("says so when no stack changes", () => {
    expect(joinedReports(["", ""])).toBe("No stack changes.\n");
  });

  test("gives up full differences where they do not fit, the last stack's first", () => {
    const comment = joinedReports([`## dev${details(40_000)}`, `## prod${details(40_000)}`]);
    expect(comment).toBe(`## dev${details(40_000)}\n## prod\n\nThe full difference is left out here.\n`);
  });

  test("is never longer than GitHub takes, and leaves no code block open", () => {
    const long = (name: string): string => `## ${name}\n\n\`\`\`diff\n${"+ line\n".repeat(9000)}\`\`\`\n`;
    const comment = joinedReports(["dev", "staging", "prod"].map(long));
    expect(comment.length).toBeLessThan(65_536);
    expect(comment.match(/^## \w+$/gm)).toEqual(["## dev", "## staging", "## prod"]);
    expect((comment.match(/^```/gm) ?? []).length % 2).toBe(0);
  });
});
