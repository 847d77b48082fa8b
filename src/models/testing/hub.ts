/**
 * A model hub on this machine, for tests: it serves a small model of random bytes and misbehaves on demand.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { Registry } from "../registry.ts";
import type { HubSettings } from "../hub_settings.ts";
import { ModelStore } from "../store.ts";
import { type Clock, DEFAULT_LIMITS, type Limits } from "../transport.ts";

/** What the hub was asked for. */
export interface HubLog {
  readonly path: string;
  readonly range: string | null;
  readonly authorization: string | null;
}

/** How the hub answers one request; null answers as a good hub does. */
export type Answer =
  | ((request: Request, body: Uint8Array<ArrayBuffer>) => Response)
  | null;

/** Name of the test model. */
export const NAME = "tiny";
const REPOSITORY = "org/tiny";
/** Revision of the test model. */
export const REVISION = "0123456789abcdef0123456789abcdef01234567";

const sha256 = (bytes: Uint8Array) =>
  createHash("sha256").update(bytes).digest("hex");

/** The files of the test model; `seed` makes them others. */
export function modelFiles(seed = 1): Record<string, Uint8Array<ArrayBuffer>> {
  const sizes = {
    "onnx/audio_model.onnx": 200_000,
    "preprocessor_config.json": 541,
    "onnx/text_model.onnx": 100_000,
    "tokenizer.json": 5_000,
  };
  let state = seed;
  return Object.fromEntries(
    Object.entries(sizes).map(([path, size]) => [
      path,
      Uint8Array.from({ length: size }, () => {
        state = Math.imul(state, 1664525) + 1013904223;
        return state >>> 24;
      }),
    ]),
  );
}

/** A registry with the test model. */
export function testRegistry(files = modelFiles()): Registry {
  const kinds = [
    "audio_model",
    "preprocessor_config",
    "text_model",
    "tokenizer",
  ];
  return Registry.from({
    version: 1,
    models: [{
      name: NAME,
      aliases: ["org/tiny"],
      repository: REPOSITORY,
      revision: REVISION,
      front_end: "htsat-unfused",
      dimension: 4,
      quantized: false,
      licence: "CC0-1.0",
      licence_source: "made for a test",
      note: "Random bytes.",
      files: Object.entries(files).map(([path, bytes], i) => ({
        kind: kinds[i],
        path,
        bytes: bytes.length,
        sha256: sha256(bytes),
      })),
    }],
  });
}

/** A hub that listens on a free port. */
export class TestHub implements AsyncDisposable {
  readonly log: HubLog[] = [];
  /** Answers for the next requests, first come first served. */
  readonly answers: Answer[] = [];
  readonly #files: Record<string, Uint8Array<ArrayBuffer>>;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  constructor(files = modelFiles()) {
    this.#files = files;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      signal: this.#stop.signal,
      onListen() {},
    }, (request) => this.#handle(request));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Paths asked for, with the range in brackets. */
  get asked(): string[] {
    return this.log.map(({ path, range }) =>
      range === null ? path : `${path} [${range}]`
    );
  }

  #handle(request: Request): Response {
    const prefix = `/${REPOSITORY}/resolve/${REVISION}/`;
    const { pathname } = new URL(request.url);
    const path = pathname.replace(prefix, "").replace(/^\/elsewhere\//, "");
    this.log.push({
      path,
      range: request.headers.get("range"),
      authorization: request.headers.get("authorization"),
    });
    const body = this.#files[path];
    if (body === undefined) {
      return new Response("no such file", { status: 404 });
    }
    const answer = this.answers.shift() ?? serve;
    return answer(request, body);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished;
  }
}

/** The file, or the rest of it when a range is asked for. */
export function serve(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
): Response {
  const from = rangeStart(request);
  if (from === null) return new Response(body);
  return new Response(body.slice(from), {
    status: 206,
    headers: {
      "content-range": `bytes ${from}-${body.length - 1}/${body.length}`,
    },
  });
}

/** Says that the whole is coming, sends `count` bytes, then breaks the connection. */
export const dropAfter = (count: number): Answer => (request, body) =>
  cut(request, body, count, true);

/** Says that the whole is coming, sends `count` bytes, then nothing more. */
export const stallAfter = (count: number): Answer => (request, body) =>
  cut(request, body, count, false);

/** The whole file, whatever range was asked for. */
export const ignoreRange: Answer = (_, body) => new Response(body);

/** A bare status. */
export const status =
  (code: number, headers: Record<string, string> = {}): Answer => () =>
    new Response("", { status: code, headers });

function rangeStart(request: Request): number | null {
  const match = /^bytes=(\d+)-$/.exec(request.headers.get("range") ?? "");
  return match === null ? null : Number(match[1]);
}

function cut(
  request: Request,
  body: Uint8Array<ArrayBuffer>,
  count: number,
  end: boolean,
): Response {
  const from = rangeStart(request) ?? 0;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(body.slice(from, from + count));
      if (end) controller.close();
    },
  });
  const headers = new Headers({ "content-length": `${body.length - from}` });
  if (from === 0) return new Response(stream, { headers });
  headers.set(
    "content-range",
    `bytes ${from}-${body.length - 1}/${body.length}`,
  );
  return new Response(stream, { status: 206, headers });
}

/** A clock that never waits: pauses are noted, and a stall is declared when the test says so. */
export class TestClock implements Clock {
  readonly pauses: number[] = [];
  readonly #stallLimit: number;
  #declareStall: () => void = () => {};

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#stallLimit = limits.stall;
  }

  /** Lets the time limit of what is being waited for pass. */
  stall(): void {
    this.#declareStall();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms !== this.#stallLimit) {
      this.pauses.push(ms);
      return new Promise((resolve) => setTimeout(resolve, 0));
    }
    return new Promise((resolve, reject) => {
      this.#declareStall = resolve;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  now(): number {
    return Date.UTC(2026, 0, 1);
  }

  random(): number {
    return 1;
  }
}

/** A store of the test model in a folder, pulling from a hub. */
export function testStore(
  root: string,
  endpoint: string,
  { hub = {}, clock = new TestClock(), limits = {} }: {
    hub?: Partial<HubSettings>;
    clock?: Clock;
    limits?: Partial<Limits>;
  } = {},
): ModelStore {
  return new ModelStore({
    root,
    registry: testRegistry(),
    hub: {
      endpoint,
      token: undefined,
      offline: false,
      hubCache: null,
      ...hub,
    },
    clock,
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
}
