/**
 * The progress line: how far, how fast, how long still.
 *
 * @module
 */
import { scan } from "../files/scan.ts";
import type { Terminal } from "./terminal.ts";
import { bar } from "./text.ts";

/** Redraws no oftener than this, milliseconds. */
const INTERVAL = 100;

/** A rate tells how long it will take only after this many seconds: the start is slower. */
const SETTLED = 1;

/** Shows progress on a terminal; does nothing where nobody watches. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #total: number;
  readonly #start = performance.now();
  #last = -Infinity;

  /** @param total how many there will be; 0 if that is not known. */
  constructor(terminal: Terminal, total: number) {
    this.#terminal = terminal;
    this.#total = total;
  }

  update(done: number): void {
    const now = performance.now();
    if (now - this.#last < INTERVAL) return;
    this.#last = now;
    this.#terminal.status(
      progressLine(done, this.#total, (now - this.#start) / 1000),
    );
  }

  /** Takes the line away. */
  end(): void {
    this.#terminal.status("");
  }
}

/** Progress over the files that a scan of these paths finds. */
export function progressOver(
  terminal: Terminal,
  paths: readonly string[],
): Progress {
  if (!terminal.interactive) return new Progress(terminal, 0);
  terminal.status("looking for sounds …");
  let total = 0;
  for (const _ of scan(paths)) total++;
  return new Progress(terminal, total);
}

/** `██████▌     512/1,357 files, 1,840/s, 2 s left`. */
export function progressLine(
  done: number,
  total: number,
  seconds: number,
): string {
  const say = (n: number) => Math.round(n).toLocaleString("en-US");
  const rate = seconds > 0 ? done / seconds : 0;
  const speed = `${say(rate)}/s`;
  if (total === 0) return `${say(done)} files, ${speed}`;
  const left = seconds >= SETTLED && rate > 0
    ? `, ${duration((total - done) / rate)} left`
    : "";
  const filled = bar(done / total, 20).padEnd(20);
  return `${filled} ${say(done)}/${say(total)} files, ${speed}${left}`;
}

/** `0 s`, `59 s`, `2 min`, `1 h 5 min`. */
function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60
    ? `${minutes} min`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
