/**
 * Makes the sound files of this folder from a synthesised sound, with the encoders that people use.
 *
 * Needs flac, oggenc (vorbis-tools), lame, sox and ffmpeg: `deno run -A tests/data/audio/make.ts`
 */
import {
  concat,
  extensible,
  interleave,
  wavFile,
  type WavSpec,
} from "../../../src/audio/testing/files.ts";
import { drum, type DrumSpec } from "../../../src/audio/testing/sounds.ts";

const folder = new URL(".", import.meta.url).pathname;
const work = Deno.makeTempDirSync();

/** Writes the sound as WAV and returns its path. */
function source(spec: DrumSpec, bytes = 2, more: Partial<WavSpec> = {}) {
  const { channels, sampleRate } = spec;
  const data = interleave(drum(spec), bytes, { unsigned: bytes === 1 });
  const bits = bytes * 8;
  const path = Deno.makeTempFileSync({ dir: work, suffix: ".wav" });
  Deno.writeFileSync(
    path,
    wavFile({ channels, sampleRate, bits, data, ...more }),
  );
  return path;
}

/** Runs a command line, in which `IN` is the source and `OUT` the file to make. */
function encode(name: string, input: string, command: string) {
  const words = command.split(" ").map((word) =>
    word === "IN" ? input : word === "OUT" ? folder + name : word
  );
  const { success } = new Deno.Command(words[0]!, {
    args: words.slice(1),
    stdout: "null",
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error(command);
  Deno.chmodSync(folder + name, 0o644);
}

const flac = (name: string, input: string, options = "-8") =>
  encode(
    name,
    input,
    `flac ${options} -s -f --no-padding --channel-map=none -o OUT IN`,
  );
const ffmpeg = (name: string, input: string, options: string) =>
  encode(
    name,
    input,
    `ffmpeg -v error -y -i IN -bitexact -fflags +bitexact ${options} OUT`,
  );

const stereo = source({ channels: 2, sampleRate: 44100, frames: 8820 });
const mono = source({ channels: 1, sampleRate: 22050, frames: 4410 });
const short = source({ channels: 2, sampleRate: 44100, frames: 500 });
const telephone = source({ channels: 1, sampleRate: 8000, frames: 1600 });
const surround = source({ channels: 6, sampleRate: 48000, frames: 500 });
const coarse = source({ channels: 1, sampleRate: 44100, frames: 500 }, 1);

const fine = { channels: 1, sampleRate: 96000, frames: 2000 };
const fine24 = source(fine, 3, {
  codec: 0xfffe,
  extension: extensible(1, 24),
});
const fine20 = source(fine, 3, {
  codec: 0xfffe,
  extension: extensible(1, 20),
  data: interleave(drum(fine), 3).map((byte, i) =>
    i % 3 === 0 ? byte & 0xf0 : byte
  ),
});
const thenSilence = source(
  { channels: 1, sampleRate: 44100, frames: 1000 },
  2,
  {
    data: concat(
      interleave(drum({ channels: 1, sampleRate: 44100, frames: 500 }), 2),
      new Uint8Array(1000),
    ),
  },
);

flac("stereo_16.flac", stereo, "-b 576");
flac("mono_24.flac", fine24);
flac("mono_20.flac", fine20);
flac("mono_8.flac", coarse);
flac("surround.flac", surround);
// Silence at the end becomes ones, which look like the begin of a frame.
flac("silent_end.flac", thenSilence);
encode(
  "flac.ogg",
  short,
  "flac -s -f --no-padding --ogg --serial-number=1 -o OUT IN",
);
encode("stereo.ogg", stereo, "oggenc -Q -q 5 --serial 1 -o OUT IN");
encode("mono.ogg", mono, "oggenc -Q -q 6 --serial 2 -o OUT IN");
ffmpeg("opus.ogg", short, "-c:a libopus -b:a 16k");
encode("stereo.mp3", stereo, "lame --quiet -V 2 IN OUT");
encode(
  "mono_tagged.mp3",
  mono,
  "lame --quiet -b 64 -t --tt Drum --add-id3v2 IN OUT",
);

ffmpeg("ima_mono.wav", telephone, "-c:a adpcm_ima_wav");
ffmpeg("ima_stereo.wav", stereo, "-c:a adpcm_ima_wav");
ffmpeg("rf64.wav", short, "-rf64 always");
encode("extensible_24.wav", fine24, "sox -V1 -D IN OUT");
encode("alaw.wav", telephone, "sox -V1 -D IN -e a-law OUT");
encode("mulaw.wav", telephone, "sox -V1 -D IN -e mu-law OUT");
encode("stereo.aiff", short, "sox -V1 -D IN --comment= OUT");
ffmpeg("sowt.aifc", short, "-c:a pcm_s16le -f aiff");
ffmpeg("float_32.aifc", short, "-c:a pcm_f32be -f aiff");
ffmpeg("float_64.aifc", short, "-c:a pcm_f64be -f aiff");
ffmpeg("alaw.aifc", telephone, "-c:a pcm_alaw -f aiff");
ffmpeg("mulaw.aifc", telephone, "-c:a pcm_mulaw -f aiff");

Deno.removeSync(work, { recursive: true });
