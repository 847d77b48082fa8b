/**
 * Channels to one.
 *
 * @module
 */

/** Larger samples are cut to this: 180 dB over full scale is no sound, and squares of it stay finite in float32. */
const LOUDEST = 1e9;

/**
 * The mean of the channels. Where it is not finite it becomes 0, and it is cut at ±1e9, so that every later stage
 * stays finite.
 *
 * @param channels Samples by channel, full scale ±1. Channels shorter than the first count as silent at their end.
 * @returns As many samples as the first channel has; none without channels. Always a copy.
 */
export function toMono(channels: readonly Float32Array[]): Float32Array {
  const first = channels[0];
  if (first === undefined) return new Float32Array(0);
  const mono = new Float32Array(first.length);
  for (let i = 0; i < mono.length; i++) {
    let sum = 0;
    for (const channel of channels) sum += channel[i] ?? 0;
    const mean = sum / channels.length;
    if (Number.isFinite(mean)) {
      mono[i] = Math.max(-LOUDEST, Math.min(LOUDEST, mean));
    }
  }
  return mono;
}
