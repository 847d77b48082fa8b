/**
 * The seed's method in Python as a process: bench/reference.py in a virtual environment of its own.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { ensurePython, PassProcess, timed, type Timing } from "./python.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const SCRIPT = `${FOLDER}reference.py`;

/** One core, as for one worker here. */
const ENV = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

/** The Python of the reference, with its packages. */
export function referencePython(): string {
  return ensurePython(`${FOLDER}requirements.txt`);
}

/** Runs the reference as a user would, once over the files, from start to end of the process. */
export function referenceOnce(python: string, list: string): Timing {
  return timed(python, [SCRIPT, "--list", list], { env: ENV });
}

/** A process of the reference that makes a pass over the files whenever it is asked to. */
export class WarmReference extends PassProcess {
  /** @param list Text file with a path a line. */
  constructor(python: string, list: string) {
    super(python, [SCRIPT, "--list", list, "--time"], { env: ENV });
  }
}
