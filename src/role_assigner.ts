/**
 * The library's front door: configuration in, roles out.
 *
 * @module
 */
import { basename, extname } from "node:path";
import { assignEvidence } from "./assign.ts";
import { configFromDict, resolveConfig } from "./config/load.ts";
import type { RolesConfig } from "./config/schema.ts";
import { UsageError } from "./errors.ts";
import { featuresOfSound, featuresOfSource } from "./evidence.ts";
import { openFileSource } from "./file_source.ts";
import type { SampleResult, Warning } from "./types.ts";

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
   * Takes a configuration as an object; keys that it leaves out come from the preset, as in {@linkcode fromYaml}.
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

/**
 * Gives sounds their roles, one at a time.
 *
 * @example
 * ```ts
 * const assigner = await RoleAssigner.fromDict({ preset: "default" });
 * const result = await assigner.assignFile("examples/kit/kick.wav");
 * console.log(result.role, result.confidence);
 * ```
 */
export class RoleAssigner {
  readonly config: RolesConfig;

  /** @throws {UsageError} if the configuration names a model: this class runs the rules. */
  constructor(config: RolesConfig) {
    if (config.clap.model_id !== "none") {
      throw new UsageError(
        `Cannot run the model "${config.clap.model_id}": set clap.model_id to none to run the rules alone`,
      );
    }
    this.config = config;
  }

  /** A {@linkcode RoleAssigner} on a YAML file; see {@linkcode RoleAssignerConfig.fromYaml}. */
  static async fromYaml(path: string): Promise<RoleAssigner> {
    return new RoleAssigner(await RoleAssignerConfig.fromYaml(path));
  }

  /** A {@linkcode RoleAssigner} on an object; see {@linkcode RoleAssignerConfig.fromDict}. */
  static async fromDict(dict: unknown): Promise<RoleAssigner> {
    return new RoleAssigner(await RoleAssignerConfig.fromDict(dict));
  }

  /**
   * The role of a file.
   *
   * @throws {AudioError} if the file cannot be read as audio.
   */
  async assignFile(
    path: string,
    identity: SampleIdentity = {},
  ): Promise<SampleResult> {
    using source = openFileSource(path);
    const { features, warnings } = await featuresOfSource(source, this.config);
    return this.#result({ features, embedding: null }, warnings, {
      sampleId: identity.sampleId ?? sampleIdOf(path),
      filepath: identity.filepath ?? path,
    });
  }

  /**
   * The role of a sound in memory.
   *
   * @param y samples of one channel, or of several; full scale is ±1.
   * @param sr sampling rate, Hz.
   */
  assignAudio(
    y: Float32Array | readonly Float32Array[],
    sr: number,
    identity: SampleIdentity = {},
  ): Promise<SampleResult> {
    const channels = y instanceof Float32Array ? [y] : y;
    const { features, warnings } = featuresOfSound(
      { sampleRate: sr, channels },
      this.config,
    );
    return Promise.resolve(
      this.#result({ features, embedding: null }, warnings, {
        sampleId: identity.sampleId ?? "audio",
        filepath: identity.filepath ?? "",
      }),
    );
  }

  #result(
    evidence: Parameters<typeof assignEvidence>[0],
    warnings: readonly Warning[],
    identity: Required<SampleIdentity>,
  ): SampleResult {
    return {
      sample_id: identity.sampleId,
      filepath: identity.filepath,
      ...assignEvidence(evidence, this.config),
      warnings,
      error: null,
    };
  }
}

/** The id of a sample that has no better one: its file's name without the extension. */
export function sampleIdOf(path: string): string {
  return basename(path, extname(path));
}
