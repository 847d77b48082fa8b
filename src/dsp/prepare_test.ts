import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import golden from "../../tests/golden/features.json" with { type: "json" };
import { resolveConfig } from "../config/load.ts";
import { prepareSignal, type Sound } from "./prepare.ts";
import { hit, noise, sine } from "./testing/signals.ts";
import { soundBounds } from "./trim.ts";

const { config: { audio } } = await resolveConfig({ preset: "default" });

function sound(sampleRate: number, ...channels: Float32Array[]): Sound {
  return { sampleRate, channels };
}

function peak(x: Float32Array): number {
  return x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
}

function codes(s: Sound): string[] {
  return prepareSignal(s, audio).warnings.map((w) => w.code);
}

Deno.test("prepareSignal trims, scales and says what it kept", () => {
  const silence = 16_000;
  const x = new Float32Array(48_000);
  x.set(hit(8000, 0, 1000).map((v) => v / 4), silence);
  const { y, sampleRate, startSec, endSec, warnings } = prepareSignal(
    sound(16_000, x),
    { ...audio, max_duration_sec: 3 },
  );
  assertEquals(sampleRate, 16_000);
  assertEquals(warnings, []);
  assertAlmostEquals(peak(y), 0.95, 1e-6);
  // The first frame with sound in it begins up to half a frame and a hop before it.
  assert(startSec > 0.9 && startSec <= 1, `${startSec}`);
  assertEquals(y.length, Math.round((endSec - startSec) * sampleRate));
});

Deno.test("prepareSignal does each step only if it is asked to", () => {
  const x = new Float32Array(20_000);
  x.set(noise(4000).map((v) => v / 4), 10_000);
  const plain = { ...audio, trim_silence: false, peak_normalize: false };
  const { y, startSec, endSec } = prepareSignal(sound(16_000, x), plain);
  assertEquals(y, x);
  assertEquals([startSec, endSec], [0, 20_000 / 16_000]);
});

Deno.test("prepareSignal reads the first max_duration_sec", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 4000, max: 96_000 }),
      fc.double({ min: 0.01, max: 0.4, noNaN: true }),
      (rate, seconds) => {
        const x = noise(Math.ceil(rate * 0.5));
        const config = {
          ...audio,
          max_duration_sec: seconds,
          trim_silence: false,
        };
        const { y } = prepareSignal(sound(rate, x), config);
        const kept = Math.floor(seconds * rate);
        assertEquals(y.length, Math.ceil(kept * 16_000 / rate));
        assertEquals(y, prepareSignal(sound(rate, x.slice(0, kept)), config).y);
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("soundBounds keeps the same of a sound, however much silence is around it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2048, max: 6000 }),
      fc.integer({ min: 50, max: 1500 }),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 20_000 }),
      (onset, halfLife, hops, after) => {
        const x = hit(24_000, onset, halfLife);
        const [start, end] = soundBounds(x, 30);
        assert(start > onset - 2048 && start <= onset && end > onset);
        const longer = new Float32Array(hops * 512 + x.length + after);
        longer.set(x, hops * 512);
        assertEquals(soundBounds(longer, 30), [
          start + hops * 512,
          end + hops * 512,
        ]);
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("soundBounds is librosa's trim", () => {
  // Made by tests/golden/features.py.
  const step = new Float32Array(20_000).fill(0.5, 7000, 9000);
  assertEquals([...soundBounds(step, 30)], golden.trim.step);
  assertEquals([...soundBounds(hit(24_000, 3000, 700), 30)], golden.trim.hit);
  assertEquals(
    [...soundBounds(new Float32Array(5000), 30)],
    golden.trim.silence,
  );
  assertEquals(soundBounds(new Float32Array(0), 30), [0, 0]);
  assertEquals(soundBounds(Float32Array.of(1), 30), [0, 1]);
});

Deno.test("prepareSignal means over channels", () => {
  const a = noise(3000, 1), b = noise(3000, 2), c = noise(3000, 3);
  const plain = { ...audio, trim_silence: false, peak_normalize: false };
  const { y } = prepareSignal(sound(16_000, a, b, c), plain);
  y.forEach((v, i) => assertAlmostEquals(v, (a[i]! + b[i]! + c[i]!) / 3, 1e-7));
  const opposite = prepareSignal(sound(16_000, a, a.map((v) => -v)), plain);
  assertEquals(peak(opposite.y), 0);
});

Deno.test("prepareSignal stays finite, whatever the samples", () => {
  const odd = fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    3e38,
    -3e38,
    1e-45,
    0,
    1,
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(odd, { maxLength: 100 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 400_000 }),
      (channels, rate) => {
        const { y } = prepareSignal(
          sound(rate, ...channels.map((c) => Float32Array.from(c))),
          audio,
        );
        assert(y.length >= 1);
        assert(y.every((v) => Number.isFinite(v)));
        assert(peak(y) <= 0.95 + 1e-6);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("prepareSignal warns of silence and of sounds of one frame", () => {
  assertEquals(codes(sound(44_100, new Float32Array(1000))), ["silent"]);
  assertEquals(codes(sound(44_100)), ["silent"]);
  assertEquals(codes(sound(44_100, new Float32Array(0))), ["silent"]);
  assertEquals(codes(sound(16_000, noise(200))), ["short"]);
  assertEquals(codes(sound(16_000, noise(300))), []);
  const quiet = sine(4000, 440, 16_000).map((x) => x * 5e-7);
  assertEquals(codes(sound(16_000, quiet)), ["silent"]);
});
