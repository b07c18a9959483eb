/** Makes a function that asks once and gives the same answer to everybody. */
export function lazy<Answer>(ask: () => Answer): () => Answer {
  let asked: { readonly answer: Answer } | undefined;
  return () => (asked ??= { answer: ask() }).answer;
}
