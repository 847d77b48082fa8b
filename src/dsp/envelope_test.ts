import { assertAlmostEquals, assertEquals } from "@std/assert";
import { attackAndDecay } from "./envelope.ts";

const OPTIONS = { frameSec: 0.01, attackWindowSec: 0.05, decayWindowSec: 0.1 };

/** Attack and decay in frames. */
function inFrames(rms: number[], flux: number[]): [number, number] {
  const { attackSec, decaySec } = attackAndDecay(
    Float64Array.from(rms),
    Float64Array.from(flux),
    OPTIONS,
  );
  const whole = (seconds: number) => {
    const frames = Math.round(seconds / OPTIONS.frameSec);
    assertAlmostEquals(seconds, frames * OPTIONS.frameSec, 1e-12);
    return frames;
  };
  return [whole(attackSec), whole(decaySec)];
}

Deno.test("the attack ends at nine tenths of the way from before the onset to the peak", () => {
  // Onset after the largest flux: frame 1; the level around it 0.05; 0.905 is reached at frame 4.
  const rms = [0, 0.1, 0.5, 0.8, 0.91, 1, 0.2];
  assertEquals(inFrames(rms, [1, 0.5, 0.2, 0.1, 0.1, 0]), [3, 1]);
});

Deno.test("the onset is the peak when the flux is largest later", () => {
  assertEquals(inFrames([0.2, 1, 0.5, 0.2], [0.1, 0, 2]), [0, 2]);
});

Deno.test("an attack that does not end within the window is 0", () => {
  const rms = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1];
  assertEquals(inFrames(rms, [9, 1, 1, 1, 1, 1, 1, 1])[0], 0);
});

Deno.test("a decay ends at three tenths, at the window's end, or at the sound's", () => {
  assertEquals(inFrames([1, 0.6, 0.31, 0.3, 0.1], [0, 0, 0, 0])[1], 3);
  assertEquals(inFrames(Array(30).fill(1), Array(29).fill(0))[1], 10);
  assertEquals(inFrames([1, 0.9, 0.8], [0, 0])[1], 2);
});

Deno.test("one frame has neither attack nor decay", () => {
  assertEquals(inFrames([0.7], []), [0, 0]);
});
