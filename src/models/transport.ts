/**
 * HTTP as downloads need it: redirects followed by hand so that the token stays at home, time limits, and failures
 * sorted into those worth another try and those that are final.
 *
 * @module
 */
import { ModelError } from "./errors.ts";

/** Time and chance, so that tests need not wait. */
export interface Clock {
  /** Resolves after `ms` milliseconds; rejects when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** The real clock. */
export const systemClock: Clock = {
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    }),
  now: () => Date.now(),
  random: () => Math.random(),
};

/** Limits of a download; milliseconds unless said otherwise. */
export interface Limits {
  /** Tries in a row that bring nothing before giving up. */
  readonly tries: number;
  /** First pause between tries; it doubles with each. */
  readonly firstPause: number;
  readonly longestPause: number;
  /** A server that asks for a longer pause than this (`Retry-After`) is not waited for. */
  readonly longestRetryAfter: number;
  /** A server that sends nothing for this long is given up. */
  readonly stall: number;
  /** Bytes that a try must add for the count of tries to start anew. */
  readonly progressBytes: number;
}

/** The limits that apply unless a test asks for others. */
export const DEFAULT_LIMITS: Limits = {
  tries: 6,
  firstPause: 500,
  longestPause: 30_000,
  longestRetryAfter: 120_000,
  stall: 30_000,
  progressBytes: 1 << 20,
};

/** A failure that another try may mend. */
export class TransientError extends Error {
  /** What the server asked for (`Retry-After`), milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter?: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfter = retryAfter;
  }
}

/** A request to the hub or to where it sends us. */
export interface HubRequest {
  readonly url: string;
  readonly token: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly limits: Limits;
}

const MAX_REDIRECTS = 10;

/**
 * GETs a URL and follows redirects. The token goes to the first URL's origin (scheme, host and port) and nowhere else.
 *
 * @returns A response with status 200, 206 or 416, or one of 400 and above that is not worth another try.
 * @throws {TransientError} if nobody answers, or with 408, 429 and 5xx.
 * @throws {ModelError} if redirects lead nowhere, or the network may not be used.
 */
export async function hubGet(request: HubRequest): Promise<Response> {
  const { clock, limits, signal, token } = request;
  let url = new URL(request.url);
  const home = url.origin;
  const hosts = new Set<string>();
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    hosts.add(url.host);
    const headers = new Headers(request.headers);
    if (token !== undefined && url.origin === home) {
      headers.set("authorization", `Bearer ${token}`);
    }
    const response = await inTime(
      open(url, headers, signal, hosts),
      limits.stall,
      clock,
      `${url.host} did not answer`,
    );
    if (![301, 302, 303, 307, 308].includes(response.status)) {
      return await checkStatus(response, url, clock);
    }
    await response.body?.cancel();
    const location = response.headers.get("location") ?? "";
    if (!URL.canParse(location, url)) {
      throw new TransientError(`${url.host} redirects to nowhere`);
    }
    url = new URL(location, url);
    // fetch() would also read file: and data: URLs.
    if (!/^https?:$/.test(url.protocol)) {
      throw new ModelError(
        "network",
        `${home} redirects to a ${url.protocol} URL, which is not followed`,
      );
    }
  }
  throw new ModelError(
    "network",
    `${home} redirects more than ${MAX_REDIRECTS} times; check HF_ENDPOINT`,
  );
}

async function open(
  url: URL,
  headers: Headers,
  signal: AbortSignal,
  hosts: ReadonlySet<string>,
): Promise<Response> {
  if (!await mayReach(url)) {
    throw new ModelError(
      "permission",
      Deno.build.standalone
        ? "no permission for the network"
        : `no permission for the network (--allow-net=${[...hosts].join(",")})`,
    );
  }
  try {
    return await fetch(url, { headers, signal, redirect: "manual" });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new TransientError(
      `cannot reach ${url.host} (${reasonOf(error)})`,
      undefined,
      { cause: error },
    );
  }
}

/** Whether the network may be used; asked first, as `fetch` would put the question to the person at the terminal. */
async function mayReach({ hostname, port, protocol }: URL): Promise<boolean> {
  const host = `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
  const { state } = await Deno.permissions.query({ name: "net", host });
  return state === "granted";
}

/** The last and most telling part of a fetch error: `Connection refused (os error 111)`. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error
    ? error.cause
    : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/^.*\(http[^)]*\): */, "")
    .replace(/^client error \(\w+\): */, "");
}

async function checkStatus(
  response: Response,
  url: URL,
  clock: Clock,
): Promise<Response> {
  const { status } = response;
  if (status === 408 || status === 429 || status >= 500) {
    await response.body?.cancel();
    throw new TransientError(
      `${url.host} answers ${status}${
        status === 429 ? " (too many requests)" : ""
      }`,
      retryAfter(response.headers.get("retry-after"), clock.now()),
    );
  }
  return response;
}

/**
 * Milliseconds that a `Retry-After` header asks for, from seconds or a date; undefined when it says neither.
 *
 * @param now milliseconds since 1970.
 */
export function retryAfter(
  header: string | null,
  now: number,
): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * The pause before the next try: exponential, with jitter between a half and the whole, and never less than what the
 * server asks for.
 *
 * @param failures tries in a row that failed, from 1.
 */
export function pauseAfter(
  failures: number,
  error: TransientError,
  limits: Limits,
  clock: Clock,
): number {
  const full = Math.min(
    limits.longestPause,
    limits.firstPause * 2 ** (failures - 1),
  );
  return Math.max(full * (0.5 + clock.random() / 2), error.retryAfter ?? 0);
}

/** Awaits `work`, but not longer than `ms`: then it throws a {@linkcode TransientError} with the message. */
export async function inTime<T>(
  work: Promise<T>,
  ms: number,
  clock: Clock,
  message: string,
): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      work,
      clock.sleep(ms, timer.signal).then(() => {
        throw new TransientError(
          `${message} for ${Math.round(ms / 1000)} seconds`,
        );
      }),
    ]);
  } finally {
    timer.abort();
  }
}
