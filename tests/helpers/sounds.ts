/**
 * Drum sounds made by formula, as 16-bit WAV: for tests that need files but no particular recording.
 */

/** Hz. */
const RATE = 22050;

/** Numbers in −1..1 that look random and are the same in every run (a linear congruential generator). */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Mono samples of so many seconds from a function of time. */
function render(seconds: number, f: (t: number) => number): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * RATE) },
    (_, i) => f(i / RATE),
  );
}

/** A sine that falls from 180 to `hertz` Hz and dies away. */
export function kick(hertz = 50): Float32Array {
  let phase = 0;
  return render(0.3, (t) => {
    phase += 2 * Math.PI * (hertz + (180 - hertz) * Math.exp(-t * 40)) / RATE;
    return Math.sin(phase) * Math.exp(-t * 14);
  });
}

/** Noise over a short tone. */
export function snare(seed = 1): Float32Array {
  const rustle = noise(seed);
  return render(
    0.25,
    (t) =>
      0.5 * rustle() * Math.exp(-t * 18) +
      0.5 * Math.sin(2 * Math.PI * 190 * t) * Math.exp(-t * 25),
  );
}

/** Noise without its lows, short. */
export function hat(seed = 2): Float32Array {
  const rustle = noise(seed);
  let last = 0;
  return render(0.1, (t) => {
    const x = rustle();
    const y = x - last;
    last = x;
    return 0.4 * y * Math.exp(-t * 60);
  });
}

/** A low chord that swells and stays. */
export function pad(hertz = 110): Float32Array {
  return render(
    1.2,
    (t) =>
      0.2 * Math.min(1, t * 4) *
      [1, 1.5, 2].reduce(
        (sum, k) => sum + Math.sin(2 * Math.PI * hertz * k * t),
        0,
      ),
  );
}

/** A mono WAV file, 16-bit PCM. */
export function wav(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, s: string) =>
    bytes.set(new TextEncoder().encode(s), at);
  text(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // mono
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((x, i) =>
    view.setInt16(44 + 2 * i, Math.round(32767 * x), true)
  );
  return bytes;
}

/** A folder for one test; it is removed with its `using` block. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "roles_" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** Writes files into a folder, making the folders between. */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
  }
}
