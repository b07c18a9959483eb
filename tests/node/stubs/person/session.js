// The app's tokens: signed, so that every pod with the same secret takes them, and no other.
const { createHmac, timingSafeEqual } = require("node:crypto");
const { parseCookie } = require("cookie");

function signed(secret, payload) {
  return createHmac("sha256", secret).update(payload).digest("base64url");
}

/** A token that says whose it is. */
exports.tokenOf = ({ OPS_JWT_SECRET }, email) => {
  const payload = Buffer.from(JSON.stringify({ email })).toString("base64url");
  return `${payload}.${signed(OPS_JWT_SECRET, payload)}`;
};

/** Whose session a request has by its cookies; undefined without a good one. */
exports.emailOf = ({ OPS_JWT_SECRET }, { cookie = "" }) => {
  const [payload = "", signature = ""] = (parseCookie(cookie).token ?? "").split(".");
  const [given, good] = [Buffer.from(signature), Buffer.from(signed(OPS_JWT_SECRET, payload))];
  return given.length === good.length && timingSafeEqual(given, good)
    ? JSON.parse(Buffer.from(payload, "base64url").toString()).email
    : undefined;
};
