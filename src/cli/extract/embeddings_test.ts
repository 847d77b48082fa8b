import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "@std/csv";
import fc from "fast-check";
import { UsageError } from "../../errors.ts";
import { createEmbeddingsFile, decimals } from "./embeddings.ts";

/** What numpy 2.4.6 saves: `np.save(file, np.array([[0.5, -1.25, 3e-9], [1, 2, -0.0]], dtype="<f4"))`. */
const SAVED_BY_NUMPY = Uint8Array.fromBase64(
  "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg" +
    "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA/AACgv48oTjEAAIA/AAAAQAAAAIA=",
);

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

/** Rows of one length, at least one. */
const matrix = fc.integer({ min: 1, max: 9 }).chain((width) =>
  fc.array(
    fc.array(float, { minLength: width, maxLength: width })
      .map((row) => Float32Array.from(row)),
    { minLength: 1, maxLength: 20 },
  )
);

/** Runs a test on a path in a folder of its own, and checks that no other file is left there. */
function withPath(name: string, work: (path: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(`${folder}/${name}`);
    for (const entry of Deno.readDirSync(folder)) {
      assertEquals(entry.name, name);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function write(path: string, rows: readonly Float32Array[]): void {
  using file = createEmbeddingsFile(path);
  rows.forEach((row, i) => file.add(`kit/${i}.wav`, row));
  file.commit();
}

/** Reads an array of float32 as numpy's format describes it. */
function readNpy(bytes: Uint8Array<ArrayBuffer>): Float32Array[] {
  const text = String.fromCharCode(...bytes.subarray(0, 256));
  assert(text.startsWith("\x93NUMPY\x01\x00"));
  const start = 10 + new DataView(bytes.buffer).getUint16(8, true);
  const header =
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/
      .exec(text.slice(10, start));
  assert(header !== null && start % 64 === 0, text.slice(0, start));
  const [rows, width] = [Number(header[1]), Number(header[2])];
  const values = new Float32Array(bytes.buffer.slice(start));
  assertEquals(values.length, rows * width);
  return Array.from(
    { length: rows },
    (_, i) => values.slice(i * width, (i + 1) * width),
  );
}

Deno.test("an npy file is, byte for byte, what numpy saves", () => {
  withPath("a.npy", (path) => {
    write(path, [Float32Array.of(0.5, -1.25, 3e-9), Float32Array.of(1, 2, -0)]);
    assertEquals(Deno.readFileSync(path), SAVED_BY_NUMPY);
  });
});

Deno.test("what is written is read back, bit for bit, from npy and csv", () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      withPath("a.npy", (path) => {
        write(path, rows);
        assertEquals(readNpy(Deno.readFileSync(path)), rows);
      });
      withPath("a.csv", (path) => {
        write(path, rows);
        const [heading, ...lines] = parse(Deno.readTextFileSync(path));
        assertEquals(heading, ["path", ...rows[0]!.keys().map((i) => `e${i}`)]);
        assertEquals(lines.map(([name]) => name), [
          ...rows.keys().map((i) => `kit/${i}.wav`),
        ]);
        const values = lines.map((line) =>
          Float32Array.from(line.slice(1), Number)
        );
        // A minus before 0 is lost, which no comparison of numbers sees.
        assertEquals(values, rows.map((row) => row.map((x) => x + 0)));
      });
    }),
    { numRuns: 50 },
  );
});

Deno.test("numbers have no more digits than 32-bit floats need", () => {
  assertEquals(decimals(Float32Array.of(0.1, -2.5e-8, 16777216, 1 / 3)), [
    0.1,
    -2.5e-8,
    16777216,
    0.33333334,
  ]);
  fc.assert(fc.property(float, (x) => {
    const [short] = decimals(Float32Array.of(x));
    assertEquals(Math.fround(short!) + 0, x + 0);
    assert(short!.toExponential().replace(/e.*|\D/g, "").length <= 9);
  }));
});

Deno.test("nothing remains of a file that is not committed, and what was there stays", () => {
  for (const name of ["a.npy", "a.csv"]) {
    withPath(name, (path) => {
      Deno.writeTextFileSync(path, "older");
      {
        using file = createEmbeddingsFile(path);
        file.add("kit/0.wav", Float32Array.of(1, 2));
      }
      assertEquals(Deno.readTextFileSync(path), "older");
    });
  }
});

Deno.test("no sound, no rows", () => {
  withPath("a.npy", (path) => {
    write(path, []);
    assertEquals(readNpy(Deno.readFileSync(path)), []);
  });
  withPath("a.csv", (path) => {
    write(path, []);
    assertEquals(Deno.readTextFileSync(path), "path\n");
  });
});

Deno.test("a place that cannot be written is wrong use", () => {
  for (const name of ["a.npy", "a.csv"]) {
    assertThrows(
      () => createEmbeddingsFile(`no/such/${name}`),
      UsageError,
      `Cannot write "no/such/${name}" of --embeddings: its folder does not exist`,
    );
  }
});
