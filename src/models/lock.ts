/**
 * One at a time among processes, by a lock of the operating system: a killed process holds nothing.
 *
 * @module
 */
import type { Clock } from "./transport.ts";

/** How long to wait before the lock is tried again, milliseconds. */
const POLL = 250;

/** Waiting for a lock. */
export interface LockOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Called once, when another process has the lock. */
  readonly onWait: () => void;
}

/**
 * Runs `work` while this process alone holds the lock file, which is made if need be and stays.
 *
 * On a file system without locks the work runs unlocked: what it writes is checked before it gets its name.
 */
export async function withLock<T>(
  path: string,
  { signal, clock, onWait }: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  using file = await Deno.open(path, { write: true, create: true });
  let waited = false;
  while (!await file.tryLock(true).catch(() => true)) {
    if (!waited) onWait();
    waited = true;
    await clock.sleep(POLL, signal);
  }
  return await work();
}
