import { createAuthority } from "../../control-plane/certificates";
import type { Account } from "./account";

/** The type of the entries that hold authority certificates, which no provider knows. */
const certificateType = "simulated:certificate";

/** The certificate of an authority that the cloud keeps for something: always the same PEM. */
export function certificateFor(
  account: Account,
  owner: { readonly type: string; readonly key: string },
  commonName: string,
): string {
  const key = `${owner.type} ${owner.key}`;
  const kept = account.find(certificateType, key)?.decided.certificate;
  if (typeof kept === "string") {
    return kept;
  }
  const { certificate } = createAuthority(commonName);
  const now = Date.now();
  account.put({
    type: certificateType,
    key,
    id: key,
    madeFor: "",
    inputs: {},
    decided: { certificate },
    createdAtMs: now,
    readyAtMs: now,
  });
  return certificate;
}
