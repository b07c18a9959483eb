import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { z } from "zod";
import type { RawMap } from "../../components/config/layers";
import { environmentOf } from "../support/environment";

const program = resolve(__dirname, "../node/stubs/person/sign-in.js");
const answerSchema = z.object({
  status: z.number(),
  cookies: z.array(z.string()),
  body: z.object({ message: z.string().optional() }),
});
const headersSchema = z.object({ headers: z.record(z.string(), z.string()) });

/** What the stub of the app answers to a sign-in of the admin in an environment; by default with the right password. */
export function signInWith(
  env: Readonly<Record<string, string>>,
  password = env.OPS_OPENOPS_ADMIN_PASSWORD,
): z.output<typeof answerSchema> {
  return answerSchema.parse(answerOf(env, { email: env.OPS_OPENOPS_ADMIN_EMAIL, password }));
}

/** The origin of which the stub of the app lets pages read its answers, where pages of one ask; undefined for none. */
export function originLetInWith(env: Readonly<Record<string, string>>, origin: string): string | undefined {
  return headersSchema.parse(answerOf(env, { origin })).headers["Access-Control-Allow-Origin"];
}

function answerOf(env: Readonly<Record<string, string>>, given: object): unknown {
  const input = JSON.stringify(given);
  const { stdout, stderr } = spawnSync(process.execPath, [program], { env, input, encoding: "utf8" });
  if (stderr !== "") {
    throw new Error(stderr);
  }
  const answer: unknown = JSON.parse(stdout);
  return answer;
}

/** The app's environment as it is rendered for a configuration. */
export function appEnvironment(values: RawMap): Readonly<Record<string, string>> {
  const { plain, secret } = environmentOf("app", values) ?? {};
  return { ...plain, ...secret };
}
