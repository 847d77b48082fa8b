/**
 * A sound's outline in a few letters: small enough for thousands on a page.
 *
 * @module
 */

/** How many columns an outline has. */
export const COLUMNS = 80;

const LETTERS =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * The largest magnitude of each of {@linkcode COLUMNS} equal stretches over all channels, as letters: `A` is silence,
 * `_` the loudest of the sound. A sound of fewer samples repeats them.
 *
 * @param channels of one length, 1 or more.
 */
export function outlineOf(channels: readonly Float32Array[]): string {
  const length = channels[0]!.length;
  const tops = Array.from({ length: COLUMNS }, (_, column) => {
    const from = Math.floor(column * length / COLUMNS);
    const to = Math.max(from + 1, Math.floor((column + 1) * length / COLUMNS));
    let top = 0;
    for (const samples of channels) {
      for (let i = from; i < to; i++) {
        const magnitude = Math.abs(samples[i]!);
        if (magnitude > top) top = magnitude;
      }
    }
    return top;
  });
  const loudest = Math.max(...tops);
  return tops
    .map((top) =>
      LETTERS[loudest === 0 ? 0 : Math.ceil(top / loudest * 63 - 1e-9)]!
    )
    .join("");
}
