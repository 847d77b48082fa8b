/**
 * CPU time of a file's embedding by the default model, in one thread.
 *
 * @module
 */
import process from "node:process";
import { decodeAudio } from "../src/audio/decode.ts";
import { openEmbedding } from "../src/clap/embed_sounds.ts";
import { resolveConfig } from "../src/config/load.ts";
import { evidenceOfSound, hearingOf } from "../src/evidence.ts";
import { openFileSource } from "../src/file_source.ts";
import { openModel } from "../src/model.ts";

/** Files whose windows the model gets at a time, as in the extraction's workers. */
const CHUNK = 16;

/** Milliseconds of CPU a file: of the clock they say little on a busy machine. */
export interface HearingTimes {
  /** Resampling to the model's rate and the mel rows. */
  readonly frontEnd: number;
  readonly model: number;
}

/**
 * Goes over the files `rounds` times, one after another; the fastest round of each stage. The front end's time is that
 * of the evidence with it, less that of the evidence without.
 */
export async function timeHearing(
  files: readonly string[],
  rounds: number,
): Promise<HearingTimes> {
  const { config } = await resolveConfig({});
  const model = (await openModel(config, {
    cache: null,
    offline: true,
    onNotice: () => {},
  }))!;
  const spec = await model.spread();
  await model.close();
  if (spec === null) throw new Error("The default model runs in one place");
  const embed = openEmbedding(spec);
  const hearing = hearingOf(model.hearing);
  const best = { frontEnd: Infinity, model: Infinity };
  for (let i = 0; i < rounds; i++) {
    const round = { frontEnd: 0, model: 0 };
    for (let first = 0; first < files.length; first += CHUNK) {
      const sounds: (readonly Float32Array[])[] = [];
      for (const file of files.slice(first, first + CHUNK)) {
        using source = openFileSource(file);
        const sound = await decodeAudio(source, {
          maxDurationSec: config.audio.max_duration_sec,
        });
        const start = cpuTime();
        evidenceOfSound(sound, config);
        const without = cpuTime();
        sounds.push(evidenceOfSound(sound, config, hearing).windows);
        round.frontEnd += cpuTime() - without - (without - start);
      }
      const start = cpuTime();
      await embed(sounds);
      round.model += cpuTime() - start;
    }
    best.frontEnd = Math.min(best.frontEnd, round.frontEnd / files.length);
    best.model = Math.min(best.model, round.model / files.length);
  }
  return best;
}

/** CPU time of this process so far, milliseconds. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
