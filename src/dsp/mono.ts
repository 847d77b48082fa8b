/**
 * Channels to one.
 *
 * @module
 */
import { mean } from "./vectors.ts";

/**
 * The mean of the channels. NaN counts as 0, and what is beyond ±1e9 is cut, so that every later stage stays finite.
 *
 * @param channels Samples by channel, full scale ±1. Channels shorter than the first count as silent at their end.
 * @returns As many samples as the first channel has; none without channels. Always a copy.
 */
export function toMono(channels: readonly Float32Array[]): Float32Array {
  return channels.length === 0 ? new Float32Array(0) : mean(channels);
}
