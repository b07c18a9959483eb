import { ConfigError } from "../components/resources/config-error";
import type { Fault } from "../components/values/fault";

/** What a look-up needs of the configuration to go right. */
type Subject = Pick<Fault, "path" | "expected" | "got">;

/**
 * Asks a cloud; an answer that cannot be had is told with the configuration that asks for it.
 *
 * @throws ConfigError in place of whatever the cloud says, with its words in it
 */
export async function lookUp<Answer>(subject: Subject, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refusal({ ...subject, why: reason.replace(/\s+/g, " ").trim() });
  }
}

/** The error of an answer that does not do. */
export function refusal(fault: Fault): ConfigError {
  return new ConfigError("What was looked up in the cloud", [fault]);
}
