"""Words for the sounds: captions for training, the vocabulary, and the tokenizer that is exported."""

import re

from roles import read_prompts

#: What each instrument may be called.
CONCEPTS = {
    "kick": ["kick", "kick drum", "bass drum", "bd", "808 kick", "sub kick", "punchy kick", "deep kick drum"],
    "snare": ["snare", "snare drum", "acoustic snare drum", "electronic snare drum", "sd", "snare hit", "loose snare",
              "rattling wires"],
    "clap": ["clap", "hand clap", "drum machine clap", "claps", "handclap", "finger snap", "snap"],
    "rim": ["rim", "rim shot", "rimshot", "side stick", "side stick click", "cross stick", "stick click"],
    "hihat": ["hihat", "hi-hat", "hi hat", "closed hi-hat", "closed hat", "tight closed hi-hat", "pedal hat", "hat",
              "short metallic tick"],
    "openhat": ["openhat", "open hi-hat", "open hat", "sizzling open hi-hat", "open hihat"],
    "crash": ["crash", "crash cymbal", "splash cymbal", "splash", "china cymbal"],
    "ride": ["ride", "ride cymbal", "ride bell"],
    "cymbal": ["cymbal", "cymbal hit", "drum machine cymbal", "808 cymbal", "metallic cymbal"],
    "shaker": ["shaker", "maraca", "maracas", "cabasa", "egg shaker", "shaken seeds"],
    "tambourine": ["tambourine", "tambourine being shaken once", "jingles", "sleigh bell"],
    "tom": ["tom", "tom drum", "floor tom", "rack tom", "low tom", "high tom", "mid tom", "electronic tom", "tom tom",
            "round ringing tone"],
    "conga": ["conga", "bongo", "conga drum", "conga hit with the palm", "bongo hit"],
    "hand drum": ["hand drum", "hand percussion", "djembe", "frame drum", "darbuka", "palm hit"],
    "tabla": ["tabla", "indian drum", "tabla stroke", "bayan"],
    "cowbell": ["cowbell", "cow bell", "agogo", "bell hit"],
    "perc": ["perc", "percussion", "percussion hit", "wood block", "claves", "timbale", "percussion instrument",
             "triangle", "guiro", "whistle", "block"],
    "pad": ["pad", "synthesizer pad", "sustained pad", "drone", "strings", "choir"],
    "ambience": ["ambience", "atmosphere", "atmospheric sound effect", "background", "room tone", "hum of a room",
                 "texture"],
    "reverb-tail": ["reverb tail", "reverb", "tail of a long reverb", "impulse response", "echo of a hall"],
    "rain": ["rain", "rainfall", "water drops"],
    "sea-waves": ["sea waves", "waves", "ocean", "surf"],
    "helicopter": ["helicopter", "engine", "rotor", "machine hum"],
    "fire": ["fire", "crackling fire", "crackle", "vinyl crackle"],
    "wind": ["wind", "wind blowing", "breeze"],
    "birds": ["birds", "birdsong", "chirping"],
    "bubble": ["bubble", "bubbles", "bubbling water"],
    "insect": ["insect", "insects", "crickets"],
    "outdoor": ["outdoor", "field recording", "street", "outdoor ambience"],
    "noise": ["noise", "background noise", "white noise fading slowly", "tape hiss", "hiss", "static"],
    "fx": ["fx", "sound effect", "riser", "sweep", "impact tail"],
}  # fmt: skip

TEMPLATES = ["{}", "a {}", "the sound of a {}", "the sound of {}", "a single {}", "a single {} hit", "{} sound",
             "{} one shot", "a {} being struck once", "a {} being hit", "{} sample"]  # fmt: skip

#: What a sound may be like: each axis with the words for its low and its high end (see objective.descriptors).
DESCRIPTORS = {
    "brightness": (["dull", "dark", "low", "muffled", "deep"], ["bright", "crisp", "sharp", "high", "shiny"]),
    "length": (["short", "dry", "tight", "clipped", "quick"], ["long", "ringing", "sustained", "decaying", "distant"]),
    "noise": (["pitched", "tonal", "round", "ringing tone", "clean"],
              ["noisy", "breathy", "hissing", "rough", "distorted"]),
}  # fmt: skip

PADDING, UNKNOWN = "[PAD]", "[UNK]"
_WORD = re.compile(r"[a-z0-9]+")


def words(text):
    return _WORD.findall(text.lower())


def vocabulary():
    """Every word of the captions and of the default prompts, with its id."""
    texts = [text for groups in read_prompts().values() for group in groups for text in group]
    texts += TEMPLATES
    texts += [synonym for synonyms in CONCEPTS.values() for synonym in synonyms]
    texts += [word for ends in DESCRIPTORS.values() for end in ends for word in end]
    known = sorted({word for text in texts for word in words(text)})
    return {PADDING: 0, UNKNOWN: 1, **{word: i + 2 for i, word in enumerate(known)}}


def caption(instrument, rng, descriptor=None):
    """A random caption of an instrument, `rng` a random.Random."""
    name = rng.choice(CONCEPTS[instrument])
    if descriptor:
        name = f"{descriptor} {name}"
    return rng.choice(TEMPLATES).format(name)


def tokenizer_json(vocab):
    """The same tokens as `words` and `vocab` give, as tokenizer.json of Hugging Face's tokenizers."""
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {
            "type": "Split",
            "pattern": {"Regex": "[^a-z0-9]+"},
            "behavior": "Removed",
            "invert": False,
        },
        "post_processor": None,
        "decoder": None,
        # Without "##…" in the vocabulary a word is known whole or not at all, as with WordLevel, which not every reader of
        # this format has.
        "model": {
            "type": "WordPiece",
            "vocab": vocab,
            "unk_token": UNKNOWN,
            "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
        },
    }
