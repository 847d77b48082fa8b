/**
 * The small model of tests/data/clap-tiny and its golden values.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { ModelFiles } from "../open_options.ts";

const FOLDER = new URL("../../../tests/data/clap-tiny/", import.meta.url);

/** Path of one of the model's files. */
export function tinyPath(name: string): string {
  return fileURLToPath(new URL(name, FOLDER));
}

/** The model's files. */
export const TINY_FILES: Required<ModelFiles> = {
  audio_model: tinyPath("onnx/audio_model.onnx"),
  preprocessor_config: tinyPath("preprocessor_config.json"),
  text_model: tinyPath("onnx/text_model.onnx"),
  tokenizer: tinyPath("tokenizer.json"),
};

/** The same sound model, quantised by onnxruntime's `quantize_dynamic`. */
export const TINY_QUANTIZED = tinyPath("onnx/audio_model_quantized.onnx");

/** What golden files of a CLAP model hold. */
export interface ClapGolden {
  readonly audio: readonly {
    readonly clip: string;
    readonly samples: number;
    /** Values of some rows, dB, by the row's index. */
    readonly mel_rows: Readonly<Record<string, readonly number[]>>;
    readonly audio_embeds: readonly number[];
  }[];
  readonly text: readonly {
    readonly text: string;
    readonly input_ids: readonly number[];
    readonly text_embeds: readonly number[];
  }[];
}

/** What make.py got from transformers, tokenizers and onnxruntime. */
export function readGolden(): ClapGolden {
  return JSON.parse(
    Deno.readTextFileSync(tinyPath("../../golden/clap_tiny.json")),
  );
}

/** Cosine of two vectors of any length. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let ab = 0, aa = 0, bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** The largest difference of a window's rows from golden ones, dB, over golden values above `floor` dB. */
export function melError(
  window: Float32Array,
  rows: Readonly<Record<string, readonly number[]>>,
  floor = -Infinity,
): number {
  let worst = 0;
  for (const [row, values] of Object.entries(rows)) {
    for (const [m, value] of values.entries()) {
      const difference = Math.abs(
        window[Number(row) * values.length + m]! - value,
      );
      if (value > floor && !(difference <= worst)) worst = difference;
    }
  }
  return worst;
}
