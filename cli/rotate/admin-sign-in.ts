import type { Plan } from "../../components/plan/plan";
import { CommandError } from "../errors";
import type { Kubectl } from "../cluster-access/kubectl";
import { adminPassword } from "../smoke/person/admin-password";
import { wordsOf } from "../smoke/person/answers";
import { Confidential } from "../smoke/person/confidential";
import { askToSignIn } from "../smoke/person/sign-in";
import { openWayIn } from "../smoke/way-in";

/** What came of a sign-in: the app took it, refused it, or did not get to say. */
export type SignInOutcome =
  { readonly kind: "taken" } | { readonly kind: "refused" | "untried"; readonly reason: string };

/** What the gateway says itself, of too many requests or of an app that is not there: no word on the password. */
const notTheApps = new Set([429, 502, 503, 504]);

interface Stack {
  readonly kubectl: Kubectl;
  readonly plan: Plan;
}

/** Tries the admin's password that the app's pods are given, at the gateway. No outcome has it in its reason. */
export async function tryAdminSignIn({ kubectl, plan }: Stack): Promise<SignInOutcome> {
  const { publicUrl, adminEmail: email } = plan;
  const secrets = new Confidential();
  try {
    const password = secrets.add(await adminPassword({ kubectl, plan }));
    const { entrance, close } = await openWayIn({ kubectl, plan });
    try {
      const answer = await askToSignIn({ entrance, publicUrl, credentials: { email, password } });
      if (answer.status === 200) {
        return { kind: "taken" };
      }
      const kind = notTheApps.has(answer.status) ? "untried" : "refused";
      return { kind, reason: secrets.without(wordsOf(answer)) };
    } finally {
      close();
    }
  } catch (error) {
    if (error instanceof CommandError) {
      return { kind: "untried", reason: secrets.without(error.message) };
    }
    throw error;
  }
}
