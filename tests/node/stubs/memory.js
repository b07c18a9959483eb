// What the processes of a worker were seen to take; image-stage.ts writes the figures beside this file.
const { besidesHeapMi, parentMi, readyMi } = require("./memory.json");

const mebibyte = 1024 * 1024;
const held = [];

/** Takes memory until the process has so much of it, and keeps it. */
function hold(totalMi) {
  const missing = totalMi * mebibyte - process.memoryUsage.rss();
  if (missing > 0) {
    // Filled, since pages that nobody has written to are not taken.
    held.push(Buffer.allocUnsafe(missing).fill(1));
  }
}

exports.holdAsParent = () => hold(parentMi);
exports.holdWhenReady = () => hold(readyMi);
/** A flow may use the whole heap that the worker allows its process. */
exports.holdAtWork = (heapMi) => hold(heapMi + besidesHeapMi);
