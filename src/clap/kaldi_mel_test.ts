import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import { EmbedderError } from "./embedder.ts";
import { createFrontEnd, parseFrontEnd } from "./front_end.ts";
import { CLIPS } from "./testing/clips.ts";
import { KALDI_SPEC } from "./testing/kaldi_spec.ts";

/** The preprocessor_config.json of models/drum-clap-mini. */
const CONFIG = {
  feature_extractor_type: "EfficientATFeatureExtractor",
  sampling_rate: 32000,
  nb_max_samples: 48000,
  fft_window_size: 1024,
  win_length: 800,
  hop_length: 320,
  feature_size: 128,
  frequency_min: 0,
  frequency_max: 15000,
  preemphasis: 0.97,
  log_offset: 1e-5,
  mean: -4.5,
  std: 5,
  padding: "pad",
  truncation: "rand_trunc",
};
const FRONT_END = createFrontEnd(KALDI_SPEC);
const [, FRAMES, MELS] = FRONT_END.inputShape as [number, number, number];
/** A value where nothing sounds. */
const SILENCE = (Math.log(1e-5) + 4.5) / 5;

interface Golden {
  readonly clips: readonly {
    readonly clip: string;
    /** Over all values. */
    readonly mean: number;
    readonly rows: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** What models/training/golden.py got from PyTorch. */
const GOLDEN: Golden = JSON.parse(
  Deno.readTextFileSync(
    new URL("../../tests/golden/kaldi_mel.json", import.meta.url),
  ),
);

Deno.test("reads the parameters of EfficientAT's method", () => {
  assertEquals(parseFrontEnd(JSON.stringify(CONFIG), "it"), KALDI_SPEC);
});

Deno.test("a preprocessor_config.json of EfficientAT's method that is out of bounds is refused", () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ win_length: undefined }, "win_length"],
    [{ win_length: 1025 }, "win_length: longer than fft_window_size"],
    [{ preemphasis: 2 }, "preemphasis"],
    [{ log_offset: 0 }, "log_offset"],
    [{ mean: "0" }, "mean"],
    [{ std: 0 }, "std"],
    [{ hop_length: 0 }, "hop_length"],
  ];
  for (const [change, words] of wrong) {
    assertThrows(
      () => parseFrontEnd(JSON.stringify({ ...CONFIG, ...change }), "it"),
      EmbedderError,
      words,
    );
  }
});

Deno.test("rows of 1.5 s at 32 kHz: pre-emphasis takes a sample", () => {
  assertEquals(FRONT_END.inputShape, [1, 150, 128]);
  assertEquals(FRONT_END.windowSec, 1.5);
});

for (const golden of GOLDEN.clips) {
  Deno.test(`Kaldi rows of "${golden.clip}" are those of PyTorch`, () => {
    const y = CLIPS[golden.clip]!().subarray(0, KALDI_SPEC.windowSamples);
    const [window] = FRONT_END.prepare(y);
    assertEquals(window!.length, FRAMES * MELS);
    assertAlmostEquals(
      window!.reduce((a, b) => a + b, 0) / window!.length,
      golden.mean,
      1e-4,
    );
    for (const [row, values] of Object.entries(golden.rows)) {
      for (const [m, value] of values.entries()) {
        const at = Number(row) * MELS + m;
        assertAlmostEquals(window![at]!, value, 2e-3, `row ${row}, band ${m}`);
      }
    }
  });
}

Deno.test("a sound and its window, filled with zeros by hand, have the same Kaldi rows", () => {
  const lengths = fc.oneof(
    fc.integer({ min: 1, max: 48000 }),
    fc.constantFrom(1, 111, 320, 321, 47999, 48000),
  );
  fc.assert(
    fc.property(lengths, fc.integer(), (n, seed) => {
      const y = new Float32Array(48000);
      for (let i = 0; i < n; i++) y[i] = Math.sin(seed + i * (1 + i % 7));
      assertEquals(FRONT_END.prepare(y.subarray(0, n)), FRONT_END.prepare(y));
    }),
    { numRuns: 20 },
  );
});

Deno.test("after a longer sound, a shorter one has its own Kaldi rows", () => {
  const short = Float32Array.from({ length: 999 }, (_, i) => Math.sin(i / 3));
  const fresh = createFrontEnd(KALDI_SPEC).prepare(short);
  FRONT_END.prepare(new Float32Array(48000).fill(0.5));
  assertEquals(FRONT_END.prepare(short), fresh);
});

Deno.test("nothing, silence and what is not a number are the least value", () => {
  for (const y of [[], [0], [NaN, Infinity, -Infinity]]) {
    const [window] = FRONT_END.prepare(Float32Array.from(y));
    for (const value of window!) assertAlmostEquals(value, SILENCE, 1e-6);
  }
});

Deno.test("filters so narrow that they meet no bin give the least value", () => {
  const spec = {
    ...KALDI_SPEC,
    fftSize: 64,
    kaldi: { ...KALDI_SPEC.kaldi!, windowLength: 64 },
  };
  const frontEnd = createFrontEnd(spec);
  const [window] = frontEnd.prepare(
    Float32Array.from({ length: 48000 }, (_, i) => Math.sin(i * i)),
  );
  assert(window!.every(Number.isFinite));
  assertAlmostEquals(window![0]!, SILENCE, 1e-6);
});

Deno.test("every parameter of the Kaldi method is in the id", () => {
  const kaldi = KALDI_SPEC.kaldi!;
  const ids = new Set([FRONT_END.id]);
  for (const key of Object.keys(kaldi) as (keyof typeof kaldi)[]) {
    const changed = { ...kaldi, [key]: kaldi[key] * 0.5 };
    ids.add(createFrontEnd({ ...KALDI_SPEC, kaldi: changed }).id);
  }
  const { kaldi: _, ...clap } = KALDI_SPEC;
  ids.add(createFrontEnd(clap).id);
  assertEquals(ids.size, Object.keys(kaldi).length + 2);
});
