/**
 * One-shots made by formula, as many as a benchmark needs, no two alike.
 *
 * @module
 */
import { interleave, wavFile } from "../src/audio/testing/files.ts";
import { drum } from "../src/audio/testing/sounds.ts";

const SAMPLE_RATE = 44100;

/**
 * Writes mono WAV files, 16 bits at 44.1 kHz, of a twentieth of a second to a second.
 *
 * @returns their paths.
 */
export function writeSounds(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const channels = drum({
      channels: 1,
      sampleRate: SAMPLE_RATE,
      // Steps of the golden ratio fill the range evenly, however many there are.
      frames: Math.round(SAMPLE_RATE * (0.05 + 0.95 * ((i * 0.618034) % 1))),
      noise: (i % 7) / 10,
      seed: i + 1,
    });
    const path = `${folder}/${String(i).padStart(5, "0")}.wav`;
    const data = interleave(channels, 2);
    Deno.writeFileSync(path, wavFile({ sampleRate: SAMPLE_RATE, data }));
    return path;
  });
}
