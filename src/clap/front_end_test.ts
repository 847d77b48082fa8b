import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { EmbedderError } from "./embedder.ts";
import { createFrontEnd, parseFrontEnd } from "./front_end.ts";
import type { FrontEndSpec } from "./front_end_spec.ts";
import { CLIPS } from "./testing/clips.ts";
import { melError, readGolden, TINY_FILES } from "./testing/tiny.ts";

const JSON_TEXT = Deno.readTextFileSync(TINY_FILES.preprocessor_config);
const SPEC = parseFrontEnd(JSON_TEXT, "preprocessor_config.json");
const FRONT_END = createFrontEnd(SPEC);

/** Windows of 0.1 s, for properties. */
const SMALL: FrontEndSpec = {
  sampleRate: 48000,
  windowSamples: 4800,
  fftSize: 128,
  hop: 48,
  mels: 8,
  minHz: 50,
  maxHz: 14000,
  padding: "repeatpad",
};

Deno.test("reads the parameters of CLAP's preprocessor_config.json", () => {
  assertEquals(SPEC, {
    sampleRate: 48000,
    windowSamples: 480000,
    fftSize: 1024,
    hop: 480,
    mels: 64,
    minHz: 50,
    maxHz: 14000,
    padding: "repeatpad",
  });
  assertEquals(FRONT_END.inputShape, [1, 1001, 64]);
  assertEquals(FRONT_END.windowSec, 10);
});

for (const golden of readGolden().audio) {
  Deno.test(`mel rows of "${golden.clip}" are those of transformers`, () => {
    const y = CLIPS[golden.clip]!();
    assertEquals(y.length, golden.samples);
    const [window] = FRONT_END.prepare(y);
    assertEquals(window!.length, 1001 * 64);
    const worst = melError(window!, golden.mel_rows, -60);
    assert(worst < 1e-3, `${worst} dB off`);
  });
}

/** What a sound becomes before the frames are cut. */
function filled(y: Float32Array, { windowSamples, padding }: FrontEndSpec) {
  const out = new Float32Array(windowSamples);
  const times = padding === "pad"
    ? 1
    : padding === "repeat"
    ? Infinity
    : Math.floor(windowSamples / y.length);
  for (let i = 0; i < windowSamples && i < times * y.length; i++) {
    out[i] = y[i % y.length]!;
  }
  return out;
}

const sounds = fc.tuple(
  fc.oneof(
    fc.integer({ min: 1, max: 4800 }),
    fc.constantFrom(48, 96, 480, 1200, 1600, 2400, 4799, 4800),
  ),
  fc.integer(),
).map(([n, seed]) =>
  Float32Array.from({ length: n }, (_, i) => Math.sin(seed + i * (1 + i % 7)))
);

for (const padding of ["repeatpad", "repeat", "pad"] as const) {
  Deno.test(`${padding}: a short sound is as its window, filled by hand`, () => {
    const spec = { ...SMALL, padding };
    const frontEnd = createFrontEnd(spec);
    fc.assert(
      fc.property(sounds, (y) => {
        assertEquals(
          frontEnd.prepare(y),
          frontEnd.prepare(filled(y, spec)),
        );
      }),
    );
  });
}

Deno.test("a long sound: the first window starts at its start, the last ends at its end", () => {
  const frontEnd = createFrontEnd(SMALL);
  const y = Float32Array.from({ length: 10000 }, (_, i) => Math.sin(i * i));
  const part = (from: number) => frontEnd.prepare(y.slice(from, from + 4800));
  assertEquals(
    frontEnd.prepare(y),
    [...part(0), ...part(4800), ...part(5200)],
  );
  assertEquals(frontEnd.prepare(y.slice(0, 9600)).length, 2);
  assertEquals(frontEnd.prepare(y.slice(0, 4801)).length, 2);
});

Deno.test("nothing, silence and what is not a number are silence", () => {
  const frontEnd = createFrontEnd(SMALL);
  for (const y of [[], [0], [NaN, Infinity, -Infinity]]) {
    const windows = frontEnd.prepare(Float32Array.from(y));
    assertEquals(windows.length, 1);
    assert(windows[0]!.every((value) => value === -100));
  }
});

Deno.test("windows do not share memory", () => {
  const frontEnd = createFrontEnd(SMALL);
  const [first] = frontEnd.prepare(Float32Array.of(1, 2, 3));
  const copy = first!.slice();
  frontEnd.prepare(Float32Array.of(0.5, -0.5));
  assertEquals(first, copy);
});

Deno.test("the id depends on every parameter", () => {
  const ids = new Set([createFrontEnd(SMALL).id]);
  const changes: Partial<FrontEndSpec>[] = [
    { sampleRate: 44100 },
    { windowSamples: 4801 },
    { fftSize: 256 },
    { hop: 49 },
    { mels: 9 },
    { minHz: 51 },
    { maxHz: 13999 },
    { padding: "pad" },
  ];
  assertEquals(changes.length, Object.keys(SMALL).length);
  for (const change of changes) {
    ids.add(createFrontEnd({ ...SMALL, ...change }).id);
  }
  assertEquals(ids.size, changes.length + 1);
});

Deno.test("the spec makes the same front end elsewhere", () => {
  const frontEnd = createFrontEnd(SMALL);
  const again = createFrontEnd(structuredClone(frontEnd.spec));
  const y = Float32Array.of(0.1, -0.3, 0.7);
  assertEquals(again.id, frontEnd.id);
  assertEquals(again.prepare(y), frontEnd.prepare(y));
});

Deno.test("a preprocessor_config.json that is none, or out of bounds, is refused", () => {
  const wrong: [Record<string, unknown> | string, string][] = [
    ["", "not JSON"],
    ["[]", "feature_extractor_type"],
    [
      { feature_extractor_type: "WhisperFeatureExtractor" },
      "feature_extractor_type",
    ],
    [{ sampling_rate: "48000" }, "sampling_rate"],
    [{ sampling_rate: 1e9 }, "sampling_rate"],
    [{ nb_max_samples: 1e9 }, "nb_max_samples"],
    [{ nb_max_samples: undefined }, "nb_max_samples"],
    [{ fft_window_size: 1000 }, "power of 2"],
    [{ fft_window_size: 2 ** 30 }, "fft_window_size"],
    [{ hop_length: 0 }, "hop_length"],
    [{ hop_length: 16, feature_size: 512 }, "nb_max_samples"],
    [{ feature_size: 1e6 }, "feature_size"],
    [{ frequency_min: 14000 }, "frequency_min"],
    [{ frequency_max: 30000 }, "frequency_max"],
    [{ padding: "reflect" }, "padding"],
    [{ truncation: "fusion" }, "truncation"],
  ];
  for (const [change, words] of wrong) {
    const text = typeof change === "string"
      ? change
      : JSON.stringify({ ...JSON.parse(JSON_TEXT), ...change });
    const error = assertThrows(
      () => parseFrontEnd(text, "model/preprocessor_config.json"),
      EmbedderError,
      words,
    );
    assert(
      error.message.startsWith(
        'Cannot read "model/preprocessor_config.json": ',
      ),
    );
    assert(!error.message.includes("\n"));
  }
});
