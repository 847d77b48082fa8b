/**
 * The sounds of a page: what is drawn and what plays, gathered within bounds before the page is made.
 *
 * @module
 */

/** What a page shows of a sound. */
export interface SoundPreview {
  /** As `outlineOf` gives it. */
  readonly outline: string;
  /** How long the outline is, seconds. */
  readonly seconds: number;
  /** Whether the sound goes on after the outline's end. */
  readonly cut: boolean;
  /** Address of the file, relative to the page; null if the page carries the sound itself. */
  readonly href: string | null;
  /** The sound itself as a data URI; null if the page links to it. */
  readonly audio: string | null;
}

/** Where previews come from: files on disk, or a test's own. */
export interface SoundSource {
  /** Null if the file cannot be read any more: the page then shows its name alone. */
  preview(filepath: string): Promise<SoundPreview | null>;
}

/** A sound on a page: its number there, and its preview. */
export interface BankedSound extends SoundPreview {
  readonly key: number;
}

/** The sounds of one page, by file path. */
export class SoundBank {
  readonly #sounds: ReadonlyMap<string, BankedSound>;
  /** For the page's script: outlines and embedded audio, by number. */
  readonly data: Readonly<{
    outlines: readonly string[];
    audio: Readonly<Record<number, string>>;
  }>;
  /** Whether some sound is carried by the page. */
  readonly embeds: boolean;
  /** Whether some sound is linked to. */
  readonly links: boolean;

  constructor(sounds: ReadonlyMap<string, BankedSound>) {
    this.#sounds = sounds;
    const all = [...sounds.values()];
    this.data = {
      outlines: all.map(({ outline }) => outline),
      audio: Object.fromEntries(
        all.flatMap(({ key, audio }) => audio === null ? [] : [[key, audio]]),
      ),
    };
    this.embeds = all.some(({ audio }) => audio !== null);
    this.links = all.some(({ href }) => href !== null);
  }

  /** Null for a sound that the page does not have. */
  get(filepath: string): BankedSound | null {
    return this.#sounds.get(filepath) ?? null;
  }
}

/** Gathers previews, one after another, so that memory stays small and a budget is spent in the page's order. */
export async function gatherSounds(
  filepaths: Iterable<string>,
  source: SoundSource | null,
): Promise<SoundBank> {
  const sounds = new Map<string, BankedSound>();
  if (source !== null) {
    for (const filepath of filepaths) {
      if (sounds.has(filepath)) continue;
      const preview = await source.preview(filepath);
      if (preview === null) continue;
      sounds.set(filepath, { ...preview, key: sounds.size });
    }
  }
  return new SoundBank(sounds);
}
