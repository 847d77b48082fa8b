/**
 * A worker that counts points of a sweep: first message its setup, then lists of points.
 *
 * @module
 */
import type { Point } from "./points.ts";
import { Tally, type TallySetup } from "./tally.ts";

/** The side of a worker that it sees itself; the window's types do not have it. */
const scope = self as unknown as {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};

scope.onmessage = ({ data: setup }: MessageEvent<TallySetup>) => {
  const tally = new Tally(setup);
  scope.onmessage = ({ data: points }: MessageEvent<readonly Point[]>) => {
    const counts = tally.count(points);
    scope.postMessage(counts, [counts.buffer]);
  };
  scope.postMessage("ready");
};
