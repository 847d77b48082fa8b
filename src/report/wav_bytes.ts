/**
 * Samples as a WAV file that every browser plays.
 *
 * @module
 */

const HEADER = 44;

/** A RIFF/WAVE file of 16-bit PCM. Samples beyond full scale are cut off at it. */
export function wavBytes(
  channels: readonly Float32Array[],
  sampleRate: number,
): Uint8Array {
  const count = channels.length;
  const length = channels[0]?.length ?? 0;
  const dataSize = length * count * 2;
  const bytes = new Uint8Array(HEADER + dataSize);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string) => {
    for (let i = 0; i < 4; i++) bytes[at + i] = text.charCodeAt(i);
  };
  tag(0, "RIFF");
  view.setUint32(4, HEADER - 8 + dataSize, true);
  tag(8, "WAVE");
  tag(12, "fmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, count, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * count * 2, true);
  view.setUint16(32, count * 2, true);
  view.setUint16(34, 16, true);
  tag(36, "data");
  view.setUint32(40, dataSize, true);
  let at = HEADER;
  for (let i = 0; i < length; i++) {
    for (const samples of channels) {
      const x = Math.max(-1, Math.min(1, samples[i]!));
      view.setInt16(at, Math.round(x * 32767), true);
      at += 2;
    }
  }
  return bytes;
}
