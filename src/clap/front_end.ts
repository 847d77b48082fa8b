/**
 * The front end of a model as its `preprocessor_config.json` describes it, and the model's input from sound.
 *
 * The method is that of transformers' `ClapFeatureExtractor` with `truncation: rand_trunc`, but for sounds longer than
 * the window, of which that takes a random part and this takes all; or that of EfficientAT's networks
 * (kaldi_mel.ts), which `feature_extractor_type` calls `EfficientATFeatureExtractor`.
 *
 * @module
 */
import * as v from "valibot";
import { EmbedderError, type FrontEnd } from "./embedder.ts";
import type { FrontEndSpec } from "./front_end_spec.ts";
import { createKaldiMel } from "./kaldi_mel.ts";
import { createMel } from "./mel.ts";

const integer = (min: number, max: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));

const common = {
  sampling_rate: integer(8000, 192000),
  nb_max_samples: integer(8000, 192000 * 60),
  fft_window_size: v.pipe(
    integer(64, 8192),
    v.check((n) => (n & (n - 1)) === 0, "must be a power of 2"),
  ),
  hop_length: integer(16, 8192),
  feature_size: integer(1, 512),
  frequency_min: v.pipe(v.number(), v.minValue(0)),
  frequency_max: v.pipe(v.number(), v.maxValue(96000)),
  padding: v.picklist(["repeatpad", "repeat", "pad"]),
  truncation: v.literal("rand_trunc"),
};

const Config = v.variant("feature_extractor_type", [
  v.object({
    feature_extractor_type: v.literal("ClapFeatureExtractor"),
    ...common,
  }),
  v.object({
    feature_extractor_type: v.literal("EfficientATFeatureExtractor"),
    ...common,
    win_length: integer(16, 8192),
    preemphasis: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    log_offset: v.pipe(v.number(), v.minValue(1e-30), v.maxValue(1)),
    mean: v.pipe(v.number(), v.finite()),
    std: v.pipe(v.number(), v.minValue(1e-6), v.maxValue(1e6)),
  }),
]);

/**
 * Reads a model's `preprocessor_config.json`. Keys that the method does not depend on are not looked at.
 *
 * @param source what messages call it.
 * @throws {EmbedderError} if it is no such file, or its values are out of all bounds.
 */
export function parseFrontEnd(json: string, source: string): FrontEndSpec {
  const fail = (what: string) =>
    new EmbedderError(
      `Cannot read "${source}": ${what}; take it from the same place as the model`,
    );
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw fail("not JSON");
  }
  const parsed = v.safeParse(Config, given);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw fail(`${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
  }
  const config = parsed.output;
  const { frequency_min: minHz, frequency_max: maxHz } = config;
  if (minHz >= maxHz || maxHz > config.sampling_rate / 2) {
    throw fail(
      `frequency_min and frequency_max: ${minHz} to ${maxHz} Hz is no band below half of sampling_rate`,
    );
  }
  const values = config.feature_size * config.nb_max_samples /
    config.hop_length;
  if (config.nb_max_samples < config.fft_window_size || values > 4e6) {
    throw fail(
      "nb_max_samples: too short for fft_window_size or too long for hop_length",
    );
  }
  const spec: FrontEndSpec = {
    sampleRate: config.sampling_rate,
    windowSamples: config.nb_max_samples,
    fftSize: config.fft_window_size,
    hop: config.hop_length,
    mels: config.feature_size,
    minHz,
    maxHz,
    padding: config.padding,
  };
  if (config.feature_extractor_type === "ClapFeatureExtractor") return spec;
  if (config.win_length > config.fft_window_size) {
    throw fail("win_length: longer than fft_window_size");
  }
  return {
    ...spec,
    kaldi: {
      windowLength: config.win_length,
      preemphasis: config.preemphasis,
      offset: config.log_offset,
      mean: config.mean,
      deviation: config.std,
    },
  };
}

/** Versions of the two methods: to be raised when their values change. */
const VERSION = 1;
const KALDI_VERSION = 2;

/** The front end with these parameters. Takes a few milliseconds to make; keep it. */
export function createFrontEnd(spec: FrontEndSpec): FrontEnd {
  const { windowSamples, kaldi } = spec;
  const mel = kaldi === undefined
    ? createMel(spec)
    : createKaldiMel(spec, kaldi);
  return {
    id: [
      kaldi === undefined
        ? `clap-mel-${VERSION}`
        : `kaldi-mel-${KALDI_VERSION}`,
      spec.sampleRate,
      windowSamples,
      spec.fftSize,
      spec.hop,
      spec.mels,
      spec.minHz,
      spec.maxHz,
      spec.padding,
      ...kaldi === undefined ? [] : [
        kaldi.windowLength,
        kaldi.preemphasis,
        kaldi.offset,
        kaldi.mean,
        kaldi.deviation,
      ],
    ].join("/"),
    spec,
    sampleRate: spec.sampleRate,
    windowSec: windowSamples / spec.sampleRate,
    inputShape: [1, mel.frames, spec.mels],
    prepare(y) {
      const windows: Float32Array<ArrayBuffer>[] = [];
      const count = Math.max(1, Math.ceil(y.length / windowSamples));
      for (let i = 0; i < count; i++) {
        const start = Math.max(
          0,
          Math.min(i * windowSamples, y.length - windowSamples),
        );
        windows.push(mel.rows(y.subarray(start, start + windowSamples)));
      }
      return windows;
    },
  };
}
