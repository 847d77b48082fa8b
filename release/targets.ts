/**
 * The systems that one file of `roles` can be made for.
 *
 * @module
 */

/** A system, by the name that `deno compile --target` has for it. */
export interface Target {
  readonly triple: string;
  /** For people. */
  readonly name: string;
  /** Folder of its libraries in the package of ONNX Runtime, below bin/napi-v6; null where the package has none. */
  readonly native: string | null;
  /** What the file's name ends with. */
  readonly extension: "" | ".exe";
}

/** Every target. */
export const TARGETS: readonly Target[] = [
  {
    triple: "x86_64-unknown-linux-gnu",
    name: "Linux x64",
    native: "linux/x64",
    extension: "",
  },
  {
    triple: "aarch64-unknown-linux-gnu",
    name: "Linux arm64",
    native: "linux/arm64",
    extension: "",
  },
  {
    triple: "aarch64-apple-darwin",
    name: "macOS arm64",
    native: "darwin/arm64",
    extension: "",
  },
  {
    // ONNX Runtime no longer has libraries for it: the rules alone.
    triple: "x86_64-apple-darwin",
    name: "macOS x64",
    native: null,
    extension: "",
  },
  {
    triple: "x86_64-pc-windows-msvc",
    name: "Windows x64",
    native: "win32/x64",
    extension: ".exe",
  },
];

/**
 * The target of a name.
 *
 * @throws {Error} listing those that there are.
 */
export function targetOf(triple: string): Target {
  const target = TARGETS.find((target) => target.triple === triple);
  if (target !== undefined) return target;
  throw new Error(
    `Unknown target "${triple}": there are ${
      TARGETS.map(({ triple }) => triple).join(", ")
    }`,
  );
}

/**
 * The target that an executable is for, by its header (ELF, Mach-O, PE).
 *
 * @param head at least its first 4096 bytes.
 * @returns As `x86_64-unknown-linux-gnu`, though ELF does not tell which libc; null for what is none of these.
 */
export function executableTarget(head: Uint8Array): string | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 64) return null;
  if (view.getUint32(0) === 0x7f454c46) { // \x7fELF
    const machines: Readonly<Record<number, string>> = {
      0x3e: "x86_64",
      0xb7: "aarch64",
    };
    const machine = machines[view.getUint16(18, true)];
    return machine === undefined ? null : `${machine}-unknown-linux-gnu`;
  }
  if (view.getUint32(0, true) === 0xfeedfacf) { // Mach-O of 64 bits
    const machines: Readonly<Record<number, string>> = {
      0x01000007: "x86_64",
      0x0100000c: "aarch64",
    };
    const machine = machines[view.getUint32(4, true)];
    return machine === undefined ? null : `${machine}-apple-darwin`;
  }
  if (view.getUint16(0) === 0x4d5a) { // MZ
    const at = view.getUint32(60, true);
    if (at + 6 > head.length || view.getUint32(at) !== 0x50450000) return null;
    return view.getUint16(at + 4, true) === 0x8664
      ? "x86_64-pc-windows-msvc"
      : null;
  }
  return null;
}
