// Loaded before a program (node --import): writes the paths of all modules that it loaded, one on each line, into the
// file that LOADED_MODULES names.
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

const loaded = new Set();
registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url);
    return nextLoad(url, context);
  },
});
process.on("exit", () => {
  const files = [...loaded].filter((url) => url.startsWith("file:"));
  writeFileSync(process.env.LOADED_MODULES, files.map((url) => `${url}\n`).join(""));
});
