/** Says that no server answers, or that one died in the middle of its answer. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    url: string,
    readonly reason: string,
  ) {
    super(`${new URL(url).origin}: ${reason}`);
  }
}

/** Says that a server does not let a path be watched. */
export class WatchRefused extends Error {
  override readonly name = "WatchRefused";

  constructor(
    url: string,
    readonly status: number,
  ) {
    super(`the server refused to watch ${new URL(url).pathname}`);
  }
}
