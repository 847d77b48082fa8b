/**
 * Runs a decoder without its console output: what it has to say also comes back as data.
 *
 * @module
 */

/** A decoder that has complained so often without coming back makes no progress. */
const MAX_COMPLAINTS = 1000;

/**
 * Calls `run` with `console.error` turned off. Nothing else can run meanwhile, so nobody else's words are lost.
 *
 * The WASM decoders print each error that they also return. The one for MP3 reads on after any error, so an error that
 * stays would be printed for ever: an exception from here is the only way out of such a loop.
 *
 * @param run must do its work before it returns; a promise that it returns is not waited for
 * @throws {Error} after a thousand complaints
 */
export function silently<T>(run: () => T): T {
  const shared = globalThis.console;
  const { error } = shared;
  let complaints = 0;
  shared.error = () => {
    if (++complaints > MAX_COMPLAINTS) throw new Error("decoder is stuck");
  };
  try {
    return run();
  } finally {
    shared.error = error;
  }
}
