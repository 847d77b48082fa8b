/**
 * The part of the schema about the audio-text model.
 *
 * @module
 */
import * as v from "valibot";
import { boolean, integer, number, section, text } from "./fields.ts";

const prototypes = section(
  "labelled sounds of your own that the model learns a taste from",
  {
    labels: v.pipe(
      v.nullable(v.pipe(v.string(), v.minLength(1))),
      v.description(
        "a CSV file with the columns path and role, or a folder whose folders are named as roles; null: none",
      ),
    ),
    weight: number(
      0,
      100,
      "the most that they move a role's similarity, in units of tau_clap",
    ),
    shrinkage: number(
      0.01,
      1000,
      "n sounds alike move it by n / (n + this) of what the prompts got wrong",
    ),
    reach: number(
      0.01,
      100,
      "what a sound teaches falls to 1/e at this distance from it, 1 − cosine",
    ),
  },
);

/** Schema of `clap`. */
export const clap = section("the audio-text model, off with `model_id: none`", {
  backend: v.pipe(
    v.picklist(["onnx", "transformers"]),
    v.description(
      "what runs the model; the seed's `transformers` is taken as another name of `onnx`",
    ),
  ),
  model_id: text(
    "name of a model of `roles model list`, a folder, or `none` for rules only",
  ),
  prompts: text(
    "name of a built-in prompts file (`default`, `seed`) or a path of one",
  ),
  prototypes,
  max_duration_sec: number(
    0.01,
    600,
    "the model hears at most this much from the trimmed start, seconds",
  ),
  audio_source: v.pipe(
    v.picklist(["original", "features"]),
    v.description(
      "what the model hears: the file at its own rate, or the features' 16 kHz signal as in the seed",
    ),
  ),
  audio_pooling: v.pipe(
    v.picklist(["mean", "max"]),
    v.description("how the embeddings of a long sound's windows become one"),
  ),
  ensemble: v.pipe(
    v.picklist(["mean", "max", "topk", "logsumexp"]),
    v.description("how the similarities of a group's prompts become one"),
  ),
  top_k: integer(1, 1000, "prompts that `ensemble: topk` averages"),
  tau_clap: number(
    0.0001,
    100,
    "softmax temperature of the similarities; also that of `ensemble: logsumexp`",
  ),
  device: v.pipe(
    v.picklist(["auto", "cpu", "cuda", "webgpu", "coreml", "dml"]),
    v.description("where the model runs; `auto` takes the best that starts"),
  ),
  batch_size: integer(1, 1024, "windows in one run of the model"),
  threads: integer(0, 1024, "threads of the model on the CPU; 0: one a core"),
  cache_text_embeddings: boolean("keep the prompts' embeddings in the cache"),
  cache_dir: v.pipe(
    v.nullable(v.pipe(v.string(), v.minLength(1))),
    v.description(
      "folder of the cache and of pulled models; null: the user's cache folder",
    ),
  ),
});
