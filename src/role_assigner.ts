/**
 * The library's front door: configuration in, roles out.
 *
 * @module
 */
import { basename, extname } from "node:path";
import { assignEvidence } from "./assign.ts";
import { AudioError } from "./errors.ts";
import { configFromDict, resolveConfig } from "./config/load.ts";
import type { RolesConfig } from "./config/schema.ts";
import type { Sound } from "./dsp/prepare.ts";
import {
  evidenceOfSound,
  evidenceOfSource,
  type HeardEvidence,
  type Hearing,
  hearingOf,
} from "./evidence.ts";
import { openFileSource } from "./file_source.ts";
import { type Model, openModel } from "./model.ts";
import {
  type HeardSound,
  type LabelledSound,
  refusePrototypes,
  taught,
} from "./prototypes.ts";
import type { SampleResult } from "./types.ts";

/** Makes configurations for {@linkcode RoleAssigner}. */
export const RoleAssignerConfig = {
  /**
   * Reads a YAML file. Keys that it leaves out come from the preset that its key `preset` names, else from
   * `default`.
   *
   * @throws {ConfigError} with every problem and its line.
   */
  async fromYaml(path: string): Promise<RolesConfig> {
    const text = await Deno.readTextFile(path);
    return (await resolveConfig({ files: [{ name: path, text }] })).config;
  },

  /**
   * Takes a configuration as an object; keys that it leaves out come from the preset, as in `fromYaml`.
   *
   * @throws {ConfigError} with every problem.
   */
  fromDict(dict: unknown): Promise<RolesConfig> {
    return configFromDict(dict);
  },
};

/** Who a sample is, where the caller knows better than the file's name. */
export interface SampleIdentity {
  /** Default: the file's stem, or `audio`. */
  readonly sampleId?: string;
  /** Default: the path, or nothing. */
  readonly filepath?: string;
}

/** A model with its front end made. */
interface Listener {
  readonly model: Model;
  readonly hearing: Hearing;
}

/**
 * Gives sounds their roles, one at a time.
 *
 * A model, if the configuration names one, is opened by the first call; `close` ends it. Nothing is downloaded:
 * `roles model pull` does that.
 *
 * @example
 * ```ts
 * await using assigner = await RoleAssigner.fromDict({ preset: "default" });
 * const result = await assigner.assignFile("examples/kit/drums/kick_808.wav");
 * console.log(result.role, result.confidence);
 * ```
 */
export class RoleAssigner implements AsyncDisposable {
  readonly config: RolesConfig;
  #listener: Promise<Listener | null> | undefined;

  constructor(config: RolesConfig) {
    this.config = config;
  }

  /** A {@linkcode RoleAssigner} on a YAML file; see {@linkcode RoleAssignerConfig}. */
  static async fromYaml(path: string): Promise<RoleAssigner> {
    return new RoleAssigner(await RoleAssignerConfig.fromYaml(path));
  }

  /** A {@linkcode RoleAssigner} on an object; see {@linkcode RoleAssignerConfig}. */
  static async fromDict(dict: unknown): Promise<RoleAssigner> {
    return new RoleAssigner(await RoleAssignerConfig.fromDict(dict));
  }

  /**
   * The role of a file.
   *
   * @throws {AudioError} if the file cannot be read as audio.
   * @throws {UsageError} if the configuration's model cannot be had.
   */
  async assignFile(
    path: string,
    identity: SampleIdentity = {},
  ): Promise<SampleResult> {
    const listener = await this.#listen();
    using source = openFileSource(path);
    const heard = await evidenceOfSource(
      source,
      this.config,
      listener?.hearing ?? null,
    );
    return await this.#assign(heard, listener, {
      sampleId: identity.sampleId ?? sampleIdOf(path),
      filepath: identity.filepath ?? path,
    });
  }

  /**
   * The role of a sound in memory.
   *
   * @param y samples of one channel, or of several; full scale is ±1.
   * @param sr sampling rate, Hz.
   * @throws {RangeError} unless the rate is finite and above 0.
   * @throws {UsageError} if the configuration's model cannot be had.
   */
  async assignAudio(
    y: Float32Array | readonly Float32Array[],
    sr: number,
    identity: SampleIdentity = {},
  ): Promise<SampleResult> {
    const sound: Sound = {
      sampleRate: sr,
      channels: y instanceof Float32Array ? [y] : y,
    };
    const listener = await this.#listen();
    const heard = evidenceOfSound(
      sound,
      this.config,
      listener?.hearing ?? null,
    );
    return await this.#assign(heard, listener, {
      sampleId: identity.sampleId ?? "audio",
      filepath: identity.filepath ?? "",
    });
  }

  /** Ends the model, if one is open. */
  async close(): Promise<void> {
    // One that could not be opened has told so already.
    const listener = await this.#listener?.catch(() => null);
    await listener?.model.close();
    this.#listener = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #listen(): Promise<Listener | null> {
    return this.#listener ??= this.#open();
  }

  async #open(): Promise<Listener | null> {
    const model = await openModel(this.config, {
      cache: null,
      offline: true,
      onNotice: () => {},
    });
    if (model === null) {
      refusePrototypes(this.config);
      return null;
    }
    const hearing = hearingOf(model.hearing);
    const listen = (sounds: readonly LabelledSound[]) =>
      this.#heard(sounds, model, hearing);
    try {
      return {
        model: await taught(model, this.config, listen, () => {}),
        hearing,
      };
    } catch (error) {
      await model.close();
      throw error;
    }
  }

  async #heard(
    sounds: readonly LabelledSound[],
    model: Model,
    hearing: Hearing,
  ): Promise<HeardSound[]> {
    const found: HeardSound[] = [];
    for (const { path, filepath } of sounds) {
      try {
        using source = openFileSource(path);
        const { windows } = await evidenceOfSource(
          source,
          this.config,
          hearing,
        );
        const [embedding] = await model.embed([windows]);
        found.push({ embedding: embedding!, error: null });
      } catch (error) {
        if (!(error instanceof AudioError)) throw error;
        found.push({
          embedding: null,
          error: `Cannot read ${JSON.stringify(filepath)}: ${error.message}`,
        });
      }
    }
    return found;
  }

  async #assign(
    { features, warnings, windows }: HeardEvidence,
    listener: Listener | null,
    identity: Required<SampleIdentity>,
  ): Promise<SampleResult> {
    const [embedding = null] = await listener?.model.embed([windows]) ?? [];
    return {
      sample_id: identity.sampleId,
      filepath: identity.filepath,
      ...assignEvidence(
        { features, embedding },
        this.config,
        listener?.model.scorer ?? null,
      ),
      warnings,
      error: null,
    };
  }
}

/** The id of a sample that has no better one: its file's name without the extension. */
export function sampleIdOf(path: string): string {
  return basename(path, extname(path));
}
