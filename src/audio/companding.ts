/**
 * A-law and mu-law (ITU-T G.711): the sample, in −1..1, of each of the 256 codes.
 *
 * Tables, since a whole file through `wavefile` costs tens of milliseconds; the tests hold them against it.
 *
 * @module
 */

/** Sample of each A-law code. */
export const ALAW: Float32Array = Float32Array.from(
  { length: 256 },
  (_, code) => {
    const bits = code ^ 0x55;
    const exponent = bits >> 4 & 7;
    const mantissa = (bits & 15) << 4 | 8;
    const magnitude = exponent === 0
      ? mantissa
      : (mantissa | 0x100) << exponent - 1;
    return (bits & 0x80 ? magnitude : -magnitude) / 32768;
  },
);

/** Sample of each mu-law code. */
export const MULAW: Float32Array = Float32Array.from(
  { length: 256 },
  (_, code) => {
    const bits = ~code;
    const exponent = bits >> 4 & 7;
    const magnitude = ((bits & 15) << 3 | 0x84) << exponent;
    return (bits & 0x80 ? 0x84 - magnitude : magnitude - 0x84) / 32768;
  },
);
