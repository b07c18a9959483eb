import { randomBytes, randomInt } from "node:crypto";
import type { SecretRecipe } from "../../components/values/secret-definitions";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Makes a value as a secret's recipe says, from the system's source of randomness. */
export function newValue(recipe: SecretRecipe): string {
  switch (recipe.kind) {
    case "hex":
      return randomBytes(recipe.bytes).toString("hex");
    case "password":
      return Array.from({ length: recipe.length }, () => letters.charAt(randomInt(letters.length))).join("");
  }
}
