/**
 * One-shots made by formula, as many as a benchmark needs, no two alike.
 *
 * @module
 */
import { wavFile } from "../src/audio/testing/files.ts";
import { drum } from "../src/audio/testing/sounds.ts";

const RATE = 44100;

/**
 * Writes 16-bit WAV files of a twentieth of a second to one second.
 *
 * @returns their paths.
 */
export function writeSounds(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const [samples] = drum({
      channels: 1,
      sampleRate: RATE,
      // Steps of the golden ratio spread over the range, however many.
      frames: Math.round(RATE * (0.05 + 0.95 * ((i * 0.618034) % 1))),
      noise: (i % 7) / 14,
      seed: i + 1,
    });
    const data = new Uint8Array(2 * samples!.length);
    const view = new DataView(data.buffer);
    for (const [at, x] of samples!.entries()) {
      view.setInt16(2 * at, Math.round(32767 * x), true);
    }
    const path = `${folder}/${String(i).padStart(5, "0")}.wav`;
    Deno.writeFileSync(path, riff(data));
    return path;
  });
}
