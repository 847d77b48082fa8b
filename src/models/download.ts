/**
 * One file from the hub to the disk: resumed, tried again, checked, renamed.
 *
 * @module
 */
import { formatBytes, ModelError } from "./errors.ts";
import type { HubEntry, ModelFile } from "./registry.ts";
import { PartFile } from "./part_file.ts";
import {
  type Clock,
  hubGet,
  inTime,
  type Limits,
  pauseAfter,
  TransientError,
} from "./transport.ts";

/** What downloading a file needs to know. */
export interface Download {
  readonly file: ModelFile;
  readonly url: string;
  /** Where the file goes; beside it stands `NAME.part` meanwhile. */
  readonly target: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly limits: Limits;
  /** Bytes of the file that are there. */
  readonly onProgress: (received: number) => void;
  readonly onRetry: (reason: string, pause: number) => void;
}

/** `{endpoint}/{repository}/resolve/{revision}/{path}`: where the hub has a file. */
export function fileUrl(
  endpoint: string,
  entry: HubEntry,
  path: string,
): string {
  return `${endpoint}/${entry.repository}/resolve/${entry.revision}/${path}`;
}

/** The bytes are not those of the registry. */
class WrongContentError extends Error {}

/**
 * Downloads a file, going on from what an earlier run left.
 *
 * @throws {ModelError} when it cannot be had: the message says why, but not yet what to do by hand.
 */
export async function download(job: Download): Promise<void> {
  const { file, limits, clock, signal } = job;
  const part = await PartFile.open(`${job.target}.part`);
  let failures = 0;
  let wrong = 0;
  let reached = part.length;
  try {
    for (;;) {
      try {
        await receive(job, part);
        await part.moveTo(job.target);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof WrongContentError) {
          // A bad part may be left from a killed run or a broken proxy; a second time it is the server's.
          if (++wrong === 2) {
            await part.discard();
            throw new ModelError(
              "wrong_content",
              `${error.message}; the download was removed. ` +
                "Check HF_ENDPOINT and proxies, then pull again",
            );
          }
          await part.clear();
          reached = 0;
          job.onRetry(error.message, 0);
          continue;
        }
        if (!(error instanceof TransientError)) throw error;
        failures = part.length >= reached + limits.progressBytes
          ? 1
          : failures + 1;
        reached = Math.max(reached, part.length);
        await pauseOrGiveUp(job, error, failures, part.length);
      }
    }
  } finally {
    part.close();
  }

  async function pauseOrGiveUp(
    { onRetry }: Download,
    error: TransientError,
    failures: number,
    length: number,
  ): Promise<void> {
    const kept = length > 0
      ? `; ${formatBytes(length)} of ${formatBytes(file.bytes)} are kept`
      : "";
    if ((error.retryAfter ?? 0) > limits.longestRetryAfter) {
      throw new ModelError(
        "network",
        `${error.message} and asks to wait ${
          Math.ceil(error.retryAfter! / 1000)
        } seconds${kept}. Pull again after that`,
        { cause: error },
      );
    }
    if (failures >= limits.tries) {
      throw new ModelError(
        "network",
        `${error.message}, ${failures} times in a row${kept}. ` +
          "Check the connection and pull again: it goes on where it stopped",
        { cause: error },
      );
    }
    const pause = pauseAfter(failures, error, limits, clock);
    onRetry(error.message, pause);
    await clock.sleep(pause, signal);
  }
}

/** One try: afterwards the part is whole and right, or something is thrown. */
async function receive(job: Download, part: PartFile): Promise<void> {
  const { bytes, sha256 } = job.file;
  if (part.length < bytes) await transfer(job, part);
  job.onProgress(part.length);
  if (part.sha256 !== sha256) {
    throw new WrongContentError(
      `the sha256 is ${part.sha256.slice(0, 12)}… instead of ${
        sha256.slice(0, 12)
      }…`,
    );
  }
}

async function transfer(job: Download, part: PartFile): Promise<void> {
  const { file, limits, clock } = job;
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  try {
    const response = await hubGet({
      url: job.url,
      token: job.token,
      signal,
      clock,
      limits,
      headers: {
        // The bytes as they are: a compressed stream has no ranges.
        "accept-encoding": "identity",
        ...(part.length > 0 ? { range: `bytes=${part.length}-` } : {}),
      },
    });
    await placeBody(response, job, part);
    const { host } = new URL(response.url);
    const reader = response.body!.getReader();
    for (;;) {
      job.onProgress(part.length);
      const { done, value } = await inTime(
        reader.read().catch((error) => {
          if (signal.aborted) throw error;
          throw new TransientError(`${host} broke the connection`, undefined, {
            cause: error,
          });
        }),
        limits.stall,
        clock,
        `${host} sent nothing`,
      );
      if (done) break;
      if (part.length + value.length > file.bytes) {
        throw wrongSize(`more than ${file.bytes}`, file);
      }
      await part.append(value);
    }
    if (part.length < file.bytes) {
      throw new TransientError(`${host} ended the connection early`);
    }
  } finally {
    stop.abort();
  }
}

/** Checks that the response is the rest of the file, or the whole of it, in which case the part begins anew. */
async function placeBody(
  response: Response,
  job: Download,
  part: PartFile,
): Promise<void> {
  const { file } = job;
  const { status } = response;
  let total: string | undefined;
  if (status === 206) {
    const range = response.headers.get("content-range") ?? "";
    const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range);
    if (match === null || Number(match[1]) !== part.length) {
      await part.clear();
      throw new TransientError(
        `${new URL(response.url).host} answers with another range than asked`,
      );
    }
    total = match[2] === "*" ? undefined : match[2];
  } else if (status === 200) {
    if (part.length > 0) await part.clear();
    total = response.headers.get("content-length") ?? undefined;
  } else if (status === 416) {
    throw wrongSize(`at most ${part.length}`, file);
  } else {
    throw refusal(status, job);
  }
  if (total !== undefined && Number(total) !== file.bytes) {
    throw wrongSize(total, file);
  }
}

function wrongSize(found: string, file: ModelFile): WrongContentError {
  return new WrongContentError(
    `the size is ${found} bytes instead of ${file.bytes}`,
  );
}

/** What to do about a status that another try will not mend. */
function refusal(status: number, { url, token }: Download): ModelError {
  if (status === 401 || status === 403) {
    return new ModelError(
      "unauthorized",
      `${new URL(url).host} answers ${status}; ` +
        (token === undefined
          ? "set HF_TOKEN to a token that may read the repository"
          : "the token in HF_TOKEN may not read the repository"),
    );
  }
  if (status === 404 || status === 410) {
    return new ModelError(
      "not_found",
      `${url} does not exist (${status}); check HF_ENDPOINT, or use a newer version of roles`,
    );
  }
  return new ModelError("network", `${url} answers ${status}`);
}
