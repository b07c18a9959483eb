import { z } from "zod";
import { CommandError } from "../../errors";
import { parsedJson } from "../../parsed-json";
import { gatewayWords } from "../requests";
import type { Answer } from "./entrance";

const text = z.string().optional().catch(undefined);

/** Where the services say why they refuse something: OpenOps and Superset, then Baserow, then OpenOps' codes. */
const refusalSchema = z.object({ message: text, detail: text, error: text, code: text });

/** Holds to a status; throws a CommandError that says what came instead, in the service's own words. */
export function expectStatus(answer: Answer, ...good: readonly number[]): Answer {
  if (!good.includes(answer.status)) {
    throw new CommandError(wordsOf(answer));
  }
  return answer;
}

/** What a service says with a status. */
export function wordsOf({ status, body }: Answer): string {
  const { message, detail, error, code } = refusalSchema.safeParse(parsedJson(body)).data ?? {};
  const said = message ?? detail ?? error ?? code ?? "";
  return `answered ${status}${gatewayWords[status] ?? ""}${said === "" ? "" : `: ${said}`}`;
}

/** The content of an answer; throws a CommandError where it has another form. */
export function contentOf<Schema extends z.ZodType>(schema: Schema, answer: Answer): z.output<Schema> {
  const found = schema.safeParse(parsedJson(answer.body));
  if (!found.success) {
    throw new CommandError(`answered ${answer.status} with something that is not of the service`);
  }
  return found.data;
}
