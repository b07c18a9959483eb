import JSON5 from "json5";
import { matchesGlob } from "node:path";
import { z } from "zod";
import type { Files, Pin } from "./pins";

const names = z.array(z.string()).optional();

const rule = z.object({
  description: z.string().optional(),
  groupName: z.string().optional(),
  enabled: z.boolean().optional(),
  allowedVersions: z.string().optional(),
  matchManagers: names,
  matchFileNames: names,
  matchDepTypes: names,
  matchDepNames: names,
  matchPackageNames: names,
});

const customManager = z.object({
  description: z.string(),
  managerFilePatterns: z.array(z.string()),
  matchStrings: z.array(z.string()),
  depNameTemplate: z.string().optional(),
});

const configuration = z.object({
  ignorePaths: z.array(z.string()),
  enabledManagers: z.array(z.string()),
  customManagers: z.array(customManager),
  packageRules: z.array(rule),
});

/** What `renovate.json5` says. */
export type RenovateConfig = z.output<typeof configuration>;

/** A rule of `renovate.json5` for some dependencies. */
export type PackageRule = z.output<typeof rule>;

/** Something that a manager reads as a release. */
export interface Reading extends Pick<Pin, "file" | "from" | "to" | "kind" | "name"> {
  /** The manager, and of our own ones the description. */
  readonly by: string;
  readonly manager: string;
}

/** The managers that Renovate has, the kinds that they read, and in which files by default. */
const managers: Readonly<Record<string, { readonly files: RegExp; readonly kinds: readonly string[] }>> = {
  npm: { files: /(^|\/)package\.json$/, kinds: ["dependency", "engines", "packageManager"] },
  gomod: { files: /(^|\/)go\.mod$/, kinds: ["require", "tool", "replace", "golang"] },
  "github-actions": {
    files: /(^|\/)\.github\/(workflows|actions)\/.+\.ya?ml$/,
    kinds: ["action", "github-runner", "uses-with"],
  },
  nodenv: { files: /(^|\/)\.node-version$/, kinds: ["node"] },
  devcontainer: { files: /^\.devcontainer\/devcontainer\.json$/, kinds: ["image", "feature"] },
};

/** The configuration of a checkout. */
export function renovateConfigOf(files: Files): RenovateConfig {
  return configuration.parse(JSON5.parse(files["renovate.json5"] ?? ""));
}

/** What the managers of the configuration read, of the pins and besides. */
export function readingsOf(config: RenovateConfig, files: Files, pins: readonly Pin[]): readonly Reading[] {
  const isRead = (file: string): boolean => !config.ignorePaths.some((glob) => matchesGlob(file, glob));
  const builtIn = config.enabledManagers.flatMap((manager) => {
    const { files: wanted, kinds = [] } = managers[manager] ?? {};
    return pins
      .filter(({ file, kind }) => wanted?.test(file) === true && kinds.includes(kind))
      .map((pin): Reading => ({ ...pin, by: manager, manager }));
  });
  const own = config.enabledManagers.includes("custom.regex") ? config.customManagers : [];
  return [...builtIn, ...own.flatMap((each) => customReadings(each, files))].filter(({ file }) =>
    isRead(file),
  );
}

function customReadings(
  {
    description,
    managerFilePatterns,
    matchStrings,
    depNameTemplate = "{{{depName}}}",
  }: z.output<typeof customManager>,
  files: Files,
): readonly Reading[] {
  const wanted = managerFilePatterns.map(patternOf);
  return Object.entries(files)
    .filter(([file]) => wanted.some((pattern) => pattern.test(file)))
    .flatMap(([file, text]) =>
      matchStrings
        .flatMap((pattern) => [...text.matchAll(new RegExp(pattern, "gd"))])
        .map((match): Reading => {
          const [from = 0, to = 0] = match.indices?.groups?.currentValue ?? [];
          const name = depNameTemplate.replace("{{{depName}}}", match.groups?.depName ?? "");
          const manager = "custom.regex";
          return { file, from, to, kind: "", name, by: `"${description}"`, manager };
        }),
    );
}

/** A pattern as Renovate writes them, between slashes. */
export function patternOf(text: string): RegExp {
  return new RegExp(text.replaceAll(/^\/|\/$/g, ""));
}

function isNamed(value: string, wanted: readonly string[] | undefined): boolean {
  return (
    wanted?.some((each) => (each.startsWith("/") ? patternOf(each).test(value) : matchesGlob(value, each))) ??
    true
  );
}

/** Whether a rule is one for something that is read. */
export function appliesTo(each: PackageRule, { file, kind, name, manager }: Reading): boolean {
  return (
    isNamed(manager, each.matchManagers) &&
    isNamed(file, each.matchFileNames) &&
    isNamed(kind, each.matchDepTypes) &&
    isNamed(name, each.matchDepNames) &&
    isNamed(name, each.matchPackageNames)
  );
}
