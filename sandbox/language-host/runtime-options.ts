import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb";
import { z } from "zod";

const optionsSchema = z.object({
  tsconfig: z.string().optional(),
  typescript: z.boolean().default(true),
  nodeargs: z.string().default(""),
});

/** What a project's `runtime.options` say of Node.js. */
export type RuntimeOptions = z.infer<typeof optionsSchema>;

export function runtimeOptions(info: ProgramInfo | undefined): RuntimeOptions {
  return optionsSchema.parse(info?.getOptions()?.toJavaScript() ?? {});
}

/** The arguments that Node.js itself gets, before the file that it runs. */
export function nodeArguments(info: ProgramInfo | undefined): readonly string[] {
  return runtimeOptions(info)
    .nodeargs.split(" ")
    .filter((argument) => argument !== "");
}
