/**
 * Time of each stage from a file to its features, in one thread.
 *
 * @module
 */
import { decodeAudio } from "../src/audio/decode.ts";
import type { RolesConfig } from "../src/config/schema.ts";
import { featuresOfFrames, frameOptions } from "../src/dsp/features.ts";
import { analyseFrames } from "../src/dsp/frames.ts";
import { prepareSignal } from "../src/dsp/prepare.ts";
import { resampleMono } from "../src/dsp/resample.ts";
import { openFileSource } from "../src/file_source.ts";

export const STAGES = [
  "read and decode",
  "resample",
  "trim and level",
  "STFT",
  "features",
] as const;

/** Milliseconds a file by stage. */
export type StageTimes = Record<typeof STAGES[number], number>;

/** Goes over the files once. What is inside a function with other stages is the difference of calls. */
export async function timeStages(
  files: readonly string[],
  { audio, dsp }: RolesConfig,
): Promise<StageTimes> {
  const total = Object.fromEntries(STAGES.map((s) => [s, 0])) as StageTimes;
  for (const file of files) {
    const times = [performance.now()];
    const lap = () => times.push(performance.now());
    using source = openFileSource(file);
    const sound = await decodeAudio(source, {
      maxDurationSec: audio.max_duration_sec,
    });
    lap();
    const { sampleRate: fromHz, channels } = sound;
    resampleMono(channels, fromHz, audio.target_sr);
    lap();
    const { y, sampleRate } = prepareSignal(sound, audio);
    lap();
    const frames = analyseFrames(y, frameOptions(sampleRate, dsp));
    lap();
    featuresOfFrames(frames, sampleRate, dsp);
    lap();
    const [decode, resampling, preparing, stft, features] = times.slice(1)
      .map((time, i) => time - times[i]!) as [
        number,
        number,
        number,
        number,
        number,
      ];
    total["read and decode"] += decode;
    total["resample"] += resampling;
    total["trim and level"] += preparing - resampling;
    total["STFT"] += stft;
    total["features"] += features;
  }
  for (const stage of STAGES) total[stage] /= files.length;
  return total;
}
