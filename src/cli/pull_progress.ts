/**
 * The progress line of a download.
 *
 * @module
 */
import { formatBytes } from "../models/errors.ts";
import type { PullEvent } from "../models/pull.ts";
import type { Terminal } from "./terminal.ts";
import { bar, harmless } from "./text.ts";

/** Redraws no oftener than this, milliseconds. */
const INTERVAL = 100;

/** Tells on stderr how a pull goes: a line that grows on a terminal, else only what went wrong. */
export function pullProgress(
  terminal: Terminal,
): (event: PullEvent) => void {
  let last = -Infinity;
  return (event) => {
    switch (event.type) {
      case "wait":
        terminal.err.write("another process is pulling this model: waiting\n");
        return;
      case "retry":
        terminal.status("");
        terminal.err.write(
          `${harmless(event.path)}: ${
            harmless(event.reason)
          }; trying again in ${(event.pause / 1000).toFixed(1)} s\n`,
        );
        return;
      case "progress": {
        if (!terminal.interactive) return;
        const { total_received: received, total_bytes: bytes } = event;
        const done = received >= bytes;
        const now = performance.now();
        if (!done && now - last < INTERVAL) return;
        last = now;
        terminal.status(
          done
            ? ""
            : `${bar(received / bytes, 20).padEnd(20)} ${
              formatBytes(received)
            } of ${formatBytes(bytes)}`,
        );
      }
    }
  };
}
