"""What packages.py takes out of packages of Debian: files by their names, soundfonts by bank and number."""

import re

ROLE_OF = {
    "CORE": ["kick"],
    "ACCENT": ["snare", "clap", "rim"],
    "MOTION": ["hihat", "openhat", "crash", "ride", "cymbal", "shaker", "tambourine"],
    "FILL": ["tom", "conga", "hand drum", "tabla", "cowbell", "perc"],
}

#: What a file's name says, the first that matches; "" leaves the file out.
NAMES = [
    (r"empty|loop|roll|chime|reverse|metronome|_q\b|vibra-?slap|waterglass", ""),
    (r"side.?stick|stick.?rim|rim.?click|stick_rim|woody|^rim_|^rs_|snare_rim01|nasty_rim|rim01|037_", "rim"),
    (r"clap|snap", "clap"),
    (r"hat.*(semi)?op|op.*hat|hhopen|open.?hat|openhi|hat_opened|hihat.?open|hihat.?semi|hhat.*open|ohh|^ho_|^hh2_|^hh3_|"
     r"hat.?swish|hats?.*_op|cymbal_open", "openhat"),
    (r"hi.?hat|hat|^hh|_hh_|chh|cymbal_(closed|pedal)|^hh_", "hihat"),
    (r"crash|splash|china|chinese|^cra_|^cc_|^cb_|^cb2_", "crash"),
    (r"ride|^rd|^rc_|^bl_|^(paiste)?bell-", "ride"),
    (r"cymbal", "cymbal"),
    (r"tambourine|tombourine", "tambourine"),
    (r"maraca|shaker|cabasa|shake", "shaker"),
    (r"kick|bass.?drum|^bd_|_bd_|^bd\d|_k_\d|808_kick|drum_bass", "kick"),
    (r"snare|^sn\d?_|_sn_|^sd_|^sr_|jsnare|rsnare", "snare"),
    (r"tom|^tm|^t\d_|^ft_", "tom"),
    (r"conga|bongo", "conga"),
    (r"djembe.*(tone|bass|slap)|cajon|head (hit|mute)", "hand drum"),
    (r"tabla", "tabla"),
    (r"cow.?bell|agogo|mc_cb|bell (hit|mute)|bell mute| bell", "cowbell"),
    (r"clav|wood|timbale|guiro|triangle|glitch_perc|zap", "perc"),
]


def named(text, names=NAMES):
    """The instrument that a name tells, or "" for none."""
    return next((instrument for pattern, instrument in names if re.search(pattern, text.lower())), "")


#: Kits whose files have no telling names: the instrument is that of drumkit.xml.
NAMED_BY_KIT = ("Audiophob", "rumpf_kit_z01_h2")

#: package, files, pack ("*": the folder's name), instrument ("": as NAMES says)
FILES = [
    ("hydrogen-drumkits", "usr/share/hydrogen/data/drumkits/*/*.*", "*", ""),
    ("hydrogen-data", "usr/share/hydrogen/data/drumkits/*/*.*", "*", ""),
    ("freepats", "usr/share/midi/freepats/Drum_000/*.pat", "freepats", ""),
    ("lmms-common", "usr/share/lmms/samples/drums/*.ogg", "lmms", ""),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/bd_*.flac", "sonic-pi", "kick"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/sn_*.flac", "sonic-pi", "snare"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/drum_*.flac", "sonic-pi", ""),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_*snare.flac", "sonic-pi", "snare"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_*kick.flac", "sonic-pi", "kick"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_cymbal.flac", "sonic-pi", "cymbal"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_fuzz_tom.flac", "sonic-pi", "tom"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_triangle.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/elec_wood.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_snap*.flac", "sonic-pi", "clap"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_bell*.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/tabla_*.flac", "sonic-pi", "tabla"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/glitch_perc*.flac", "sonic-pi", "perc"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/ambi_*.flac", "", "ambience"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/loop_drone*.flac", "", "pad"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/vinyl_hiss.flac", "", "noise"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/vinyl_[brs]*.flac", "", "fx"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/perc_swoosh.flac", "", "fx"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples/misc_crow.flac", "", "birds"),
    ("lmms-common", "usr/share/lmms/samples/stringsnpads/*.ogg", "", "pad"),
    ("lmms-common", "usr/share/lmms/samples/effects/*0?.ogg", "", "fx"),
    ("lmms-common", "usr/share/lmms/samples/misc/applause01.ogg", "", "outdoor"),
    ("lmms-common", "usr/share/lmms/samples/misc/raving_crowd01.ogg", "", "outdoor"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/bird*.ogg", "", "birds"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/crickets*.ogg", "", "insect"),
    ("widelands-data", "usr/share/games/widelands/data/sound/animals/frog.ogg", "", "insect"),
    ("widelands-data", "usr/share/games/widelands/data/sound/*/*bubble*.ogg", "", "bubble"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/birds*.ogg", "", "birds"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/morning.ogg", "", "outdoor"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/night.ogg", "", "insect"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/campfire.ogg", "", "fire"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds/ambient/ship.ogg", "", "outdoor"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/env_sounds/sounds/*water*.ogg", "", "rain"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/env_sounds/sounds/*lava*.ogg", "", "bubble"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/fire/sounds/fire_[fls]*[0-9eal].ogg", "", "fire"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/default/sounds/default_furnace*.ogg", "", "fire"),
]  # fmt: skip

#: Keys of General MIDI's drum map.
DRUM_KEYS = {
    **dict.fromkeys([35, 36], "kick"), 37: "rim", 38: "snare", 40: "snare", 39: "clap",
    **dict.fromkeys([41, 43, 45, 47, 48, 50], "tom"), 42: "hihat", 44: "hihat", 46: "openhat",
    **dict.fromkeys([49, 52, 55, 57], "crash"), **dict.fromkeys([51, 53, 59], "ride"), 54: "tambourine",
    **dict.fromkeys([56, 67, 68], "cowbell"), **dict.fromkeys([60, 61, 62, 63, 64], "conga"),
    **dict.fromkeys([69, 70, 82], "shaker"), **dict.fromkeys([65, 66, 73, 74, 75, 76, 77, 78, 79, 80, 81], "perc"),
}  # fmt: skip
#: Keys that the electronic and the brush kits give to other sounds (a reversed cymbal, a slap).
OTHER_KEYS = {24: [52], 40: [39], 41: [39]}

PADS = {(0, program): "pad" for program in (49, 50, 52, 54, *range(88, 96), 97, 99, 101)}
NATURE = {
    (0, 122): "sea-waves", (0, 123): "birds", (0, 125): "helicopter", (0, 126): "outdoor", (1, 122): "rain",
    (2, 122): "outdoor", (3, 122): "wind", (3, 123): "birds", (4, 122): "rain", (5, 122): "bubble", (6, 125): "helicopter",
    (7, 125): "noise", (8, 125): "fx", (9, 125): "noise",
}  # fmt: skip

#: package, soundfont, drum kits, programs by bank and number
FONTS = [
    ("musescore-general-soundfont", "usr/share/sounds/sf3/MuseScore_General_Full.sf3",
     [3, 11, 19, 24, 25, 35, 41], {**PADS, (8, 48): "pad", (0, 122): "sea-waves", (0, 123): "birds"}),
    ("timgm6mb-soundfont", "usr/share/sounds/sf2/TimGM6mb.sf2", [0, 8, 16, 24, 25, 32, 40], PADS),
    ("csound-soundfont", "usr/share/sounds/sf2/sf_GMbank.sf2", [0, 8, 16, 24, 25, 32, 40, 127], {**PADS, **NATURE}),
    ("opl3-soundfont", "usr/share/sounds/sf2/OPL-3_FM_128M.sf2", [0], PADS),
    ("fluid-soundfont-gs", "usr/share/sounds/sf2/FluidR3_GS.sf2", [], NATURE),
]  # fmt: skip

#: Drums that General MIDI (and, in bank 8, GS) has among its instruments: wood block, taiko, melodic and synthesised tom.
DRUM_PROGRAMS = {(0, 115): "perc", (0, 116): "tom", (0, 117): "tom", (0, 118): "tom", (8, 117): "tom", (8, 118): "tom"}
DRUM_FONTS = [(package, path, [], DRUM_PROGRAMS) for package, path, _, _ in FONTS]

#: Recordings in packages, for the most part of games and of teaching programs: package, folder, instrument, names.
#: Every name was looked up in its package, and what a tagger of AudioSet hears there was compared with it.
RECORDINGS = [
    # tuxpaint-stamps-default: GPL-2
    ("tuxpaint-stamps-default", "usr/share/tuxpaint/stamps/animals", "birds",
     "birds/blackbird birds/crow birds/cuckoo birds/duck birds/gander birds/hen birds/lark birds/owl birds/penguin"
     " birds/quetzal birds/rooster birds/seagull birds/tucan birds/turkey"),
    ("tuxpaint-stamps-default", "usr/share/tuxpaint/stamps/animals", "insect",
     "amphibians/frog insects/bee insects/grasshopper insects/hornet insects/mosquito"),
    ("tuxpaint-stamps-default", "usr/share/tuxpaint/stamps/household", "helicopter", "Washing-machine vacuum_cleaner"),
    ("tuxpaint-stamps-default", "usr/share/tuxpaint/stamps/household", "noise", "kettle"),
    # scratch: CC-BY-SA-3.0
    ("scratch", "usr/share/scratch/Media/Sounds/Animal", "birds", "Bird Duck Goose Owl Rooster"),
    ("scratch", "usr/share/scratch/Media/Sounds/Animal", "insect", "Cricket Crickets"),
    ("scratch", "usr/share/scratch/Media/Sounds/Effects", "bubble", "Bubbles Plunge Ripples WaterDrop"),
    ("scratch", "usr/share/scratch/Media/Sounds/Effects", "rain", "WaterRunning"),
    ("scratch", "usr/share/scratch/Media/Sounds/Effects", "helicopter", "CarPassing MotorcyclePassing SewingMachine"),
    ("scratch", "usr/share/scratch/Media/Sounds/Electronic", "helicopter", "DirtyWhir Peculiar"),
    ("scratch", "usr/share/scratch/Media/Sounds/Electronic", "fx", "Fairydust SpaceRipple Spiral Whoop"),
    ("scratch", "usr/share/scratch/Media/Sounds/Instruments", "pad", "Dijjeridoo SpookyString Tambura"),
    ("scratch", "usr/share/scratch/Media/Sounds/Percussion", "shaker", "Shaker"),
    ("scratch", "usr/share/scratch/Media/Sounds/Percussion", "crash", "CymbalCrash"),
    ("scratch", "usr/share/scratch/Media/Sounds/Percussion", "clap", "HandClap"),
    ("scratch", "usr/share/scratch/Media/Sounds/Human", "clap", "FingerSnap"),
    # lincity-ng-data: GPL-2+
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "birds",
     "FireWasteland1 Farm3 Green1 Green3 Harbor3 Monument1 ParklandLake1 ParklandLake2 ParklandPlane1 ParklandPlane2"
     " PowerSolar3"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "insect", "Tip1"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "rain", "CoalMine1"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "sea-waves", "Water5"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "fire", "Fire[123]"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "wind", "PowerCoalFull PowerCoalLow WindMillHTech1"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "noise", "PowerLine1 Rocket1"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "outdoor", "Farm1 OrganicFarm2"),
    ("lincity-ng-data", "usr/share/games/lincity-ng/sounds", "helicopter",
     "Blacksmith3 CoalMine[23] DirtTrack3 IndustryHigh[23] IndustryLight3 Mill3 MonumentConstruction1 OreMine[123]"
     " ParklandPlane3 PowerCoalEmpty RailTrain[23] Recycle3 TraficHigh[123] TraficLow[12]"),
    # simutrans-pak64: Artistic-1.0
    ("simutrans-pak64", "usr/share/games/simutrans/pak/sound", "birds", "forest seagulls tropic"),
    ("simutrans-pak64", "usr/share/games/simutrans/pak/sound", "insect", "desert"),
    ("simutrans-pak64", "usr/share/games/simutrans/pak/sound", "sea-waves", "Water"),
    ("simutrans-pak64", "usr/share/games/simutrans/pak/sound", "wind", "arctic"),
    ("simutrans-pak64", "usr/share/games/simutrans/pak/sound", "helicopter",
     "bus buzzsaw comet-jet diesel jackhammer planelow truck"),
    # flare-game: CC-BY-SA-3.0+
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "birds", "bird_twitter_loop raven_loop"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "outdoor", "forest_owl_loop"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "bubble", "cave_droplets_loop"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "rain", "river_loop"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "fire", "open_fire open_fire_loop"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/environment", "wind", "cave_wind_loop wind_loop"),
    ("flare-game", "usr/share/games/flare/mods/empyrean_campaign/soundfx/environment", "rain", "rain"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx/powers", "bubble", "potion"),
    ("flare-game", "usr/share/games/flare/mods/fantasycore/soundfx", "fx",
     "environment/teleporter powers/freeze powers/heal powers/shock powers/teleport"),
    # hedgewars-data: GPL-2
    ("hedgewars-data", "usr/share/games/hedgewars/Data/Sounds", "bubble", "Droplet[123] splash"),
    ("hedgewars-data", "usr/share/games/hedgewars/Data/Sounds", "insect", "bee"),
    ("hedgewars-data", "usr/share/games/hedgewars/Data/Sounds", "noise", "steam"),
    ("hedgewars-data", "usr/share/games/hedgewars/Data/Sounds", "helicopter", "blowtorch flamethrower rcplane"),
    ("hedgewars-data", "usr/share/games/hedgewars/Data/Sounds", "fx", "ice_beam lowgravity warp"),
    # lugaru-data: CC-BY-SA-3.0
    ("lugaru-data", "usr/share/games/lugaru/Sounds", "wind", "DesertAmbient Wind"),
    ("lugaru-data", "usr/share/games/lugaru/Sounds", "fire", "Fire FireEnd"),
    ("lugaru-data", "usr/share/games/lugaru/Sounds", "birds", "Hawk"),
    ("lugaru-data", "usr/share/games/lugaru/Sounds", "fx", "Whoosh"),
    # endless-sky-data: public domain
    ("endless-sky-data", "usr/share/games/endless-sky/sounds", "ambience", "ambient/machinery"),
    ("endless-sky-data", "usr/share/games/endless-sky/sounds", "noise",
     "disruptor~ fire-lance~ flamethrower~ heliarch?repulsor~"),
    ("endless-sky-data", "usr/share/games/endless-sky/sounds", "helicopter",
     "afterburner~ atomic?large~ atomic?tiny~ heliarch?attractor~ plasma?huge~ plasma?small~"),
    ("endless-sky-data", "usr/share/games/endless-sky/sounds", "fx",
     "hyperdrive hyperdrive?out ionic?afterburner~ takeoff torpedo"),
    # searchandrescue-data: GPL
    ("searchandrescue-data", "usr/share/games/searchandrescue/sounds", "helicopter",
     "flap_down gear_down2 helicopter_engine_start jet_engine_inside2 jet_engine_shutdown"),
    # fillets-ng-data: GPL-2+
    ("fillets-ng-data", "usr/share/games/fillets-ng/sound", "bubble", "share/sp-bubles_0[0-5]"),
    ("fillets-ng-data", "usr/share/games/fillets-ng/sound", "helicopter", "engine/en/mot-x-motor"),
    # extremetuxracer-data: GPL-2+
    ("extremetuxracer-data", "usr/share/games/etr/sounds", "noise", "grass_slide ice_slide leaves_slide mud_slide"),
    # caveexpress-data: CC-BY-SA-4.0
    ("caveexpress-data", "usr/share/games/caveexpress/sounds", "rain", "tile-waterfall water-rising"),
    ("caveexpress-data", "usr/share/games/caveexpress/sounds", "noise", "tile-geyser-active"),
    ("caveexpress-data", "usr/share/games/caveexpress/sounds", "bubble",
     "npc-cave-drown npc-cave-swimming npc-cave-water-rescue[123] water-impact water-leave"),
    # enigma-data, gamine-data, freeciv-data, gl-117-data, freedroid-data, wordwarvi-sound,
    # stormbaancoureur-data, mirrormagic-data: GPL
    ("enigma-data", "usr/share/games/enigma/soundsets/enigma", "bubble", "drip dropinwater drown swamped"),
    ("gamine-data", "usr/share/games/gamine/sounds", "bubble", "bubble"),
    ("freeciv-data", "usr/share/games/freeciv/stdsounds", "bubble", "Splash inh2o"),
    ("freeciv-data", "usr/share/games/freeciv/stdsounds", "helicopter", "THover Tread"),
    ("gl-117-data", "usr/share/games/gl-117/sounds", "helicopter", "plane1"),
    ("freedroid-data", "usr/share/games/freedroid/sound", "noise", "WhiteNoise"),
    ("wordwarvi-sound", "usr/share/wordwarvi/sounds", "noise", "jetwash"),
    ("wordwarvi-sound", "usr/share/wordwarvi/sounds", "fx", "gravity_bomb missile_launch_2"),
    ("stormbaancoureur-data", "usr/share/games/stormbaancoureur/sounds", "helicopter", "camaro_s16_le"),
    ("mirrormagic-data", "usr/share/games/mirrormagic/sounds/snd_classic", "noise", "gate zisch"),
    ("mirrormagic-data", "usr/share/games/mirrormagic/sounds/snd_classic", "helicopter", "roehr"),
    ("mirrormagic-data", "usr/share/games/mirrormagic/sounds/snd_classic", "bubble", "blurb"),
    # gnome-shell-pomodoro-data: GPL-3+; unknown-horizons: CC-BY-SA-3.0; sound-icons: GPL-2+
    ("gnome-shell-pomodoro-data", "usr/share/gnome-pomodoro/sounds", "birds", "birds"),
    ("unknown-horizons", "usr/share/unknown-horizons/content/audio", "sea-waves", "sounds/warehouse"),
    ("unknown-horizons", "usr/share/unknown-horizons/content/audio", "outdoor", "sounds/sheepfield"),
    ("sound-icons", "usr/share/sounds/sound-icons", "birds", "canary-long"),
    ("sound-icons", "usr/share/sounds/sound-icons", "perc", "percussion-10 percussion-12 percussion-28 percussion-50"),
    # Mods of Minetest: CC-BY-SA-3.0 and -4.0, CC-BY-3.0, CC0-1.0, homedecor's own CC-BY-SA-4.0
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/default/sounds", "bubble",
     "default_water_footstep.[123]"),
    ("minetest-data", "usr/share/games/minetest/games/minetest_game/mods/default/sounds", "noise", "default_cool_lava.[123]"),
    ("minetest-mod-homedecor", "usr/share/games/minetest/mods/homedecor", "fire", "fake_fire/sounds/fire_small"),
    ("minetest-mod-homedecor", "usr/share/games/minetest/mods/homedecor", "rain",
     "homedecor_bathroom/sounds/homedecor_* homedecor_common/sounds/homedecor_faucet"),
    ("minetest-mod-nether", "usr/share/games/minetest/mods/nether/sounds", "bubble", "nether_lava_bubble*"),
    ("minetest-mod-nether", "usr/share/games/minetest/mods/nether/sounds", "ambience", "nether_portal_ambient*"),
    ("minetest-mod-nether", "usr/share/games/minetest/mods/nether/sounds", "fx",
     "nether_fumarole nether_portal_ignite nether_portal_extinguish nether_portal_teleport"),
    ("minetest-mod-xdecor", "usr/share/games/minetest/mods/xdecor/sounds", "bubble", "xdecor_boiling_water"),
    # widelands-data: GPL-2+; wesnoth-1.16-data: GPL-2+
    ("widelands-data", "usr/share/games/widelands/data/world/critters/duck", "birds", "duck_0?"),
    ("widelands-data", "usr/share/games/widelands/data/sound", "fire", "metal/furnace"),
    ("widelands-data", "usr/share/games/widelands/data/sound", "noise", "metal/fizzle"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds", "wind", "rumble"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds", "bubble", "poison"),
    ("wesnoth-1.16-data", "usr/share/games/wesnoth/1.16/data/core/sounds", "fx",
     "magic-faeriefire magic-holy-[13] magic-missile-[123]"),
    # Rooms. csoundqt-examples: LGPL; python3-pyo: LGPL-3; guitarix-common: GPL-2+
    ("csoundqt-examples", "usr/share/csoundqt/Examples/SourceMaterials", "reverb-tail", "StairwellL impulse_big_hall"),
    ("csoundqt-examples", "usr/share/csoundqt/Examples/SourceMaterials", "sea-waves", "Seashore wave"),
    ("csoundqt-examples", "usr/share/csoundqt/Examples/SourceMaterials", "pad", "SynthPad choir"),
    ("python3-pyo", "usr/lib/python3/dist-packages/pyo/lib/snds", "reverb-tail", "IRMediumHallStereo"),
    ("guitarix-common", "usr/share/gx_head/sounds", "reverb-tail", "greathall"),
    # sonic-pi-samples: CC0; performous: GPL-2+; minetest-mod-mesecons: CC-BY-SA-3.0
    ("sonic-pi-samples", "usr/share/sonic-pi/samples", "fx", "perc_swash"),
    ("sonic-pi-samples", "usr/share/sonic-pi/samples", "helicopter", "loop_3d_printer"),
    ("performous", "usr/share/games/performous/sounds", "tom", "drum_tom[12]"),
    ("performous", "usr/share/games/performous/sounds", "kick", "drum_bass"),
    ("performous", "usr/share/games/performous/sounds", "snare", "drum_snare"),
    ("performous", "usr/share/games/performous/sounds", "hihat", "drum_hi-hat"),
    ("performous", "usr/share/games/performous/sounds", "cymbal", "drum_cymbal"),
    ("minetest-mod-mesecons", "usr/share/games/minetest/mods/mesecons/mesecons_noteblock/sounds", "kick",
     "mesecons_noteblock_kick"),
    ("minetest-mod-mesecons", "usr/share/games/minetest/mods/mesecons/mesecons_noteblock/sounds", "snare",
     "mesecons_noteblock_snare"),
    ("minetest-mod-mesecons", "usr/share/games/minetest/mods/mesecons/mesecons_noteblock/sounds", "crash",
     "mesecons_noteblock_crash mesecons_noteblock_litecrash"),
]  # fmt: skip

#: The sounds of OpenTTD (openttd-opensfx: CC-BY-SA-3.0) by their titles.
OPENSFX = {
    "Propeller plane start": "helicopter", "Early jet take off": "helicopter", "Mining machinery": "helicopter",
    "Electric sparking": "noise", "Steam (of steam engine)": "noise", "Helicopter": "helicopter",
    "Truck/old bus start, pull away": "helicopter", "Modern bus start": "helicopter", "Old bus start": "helicopter",
    "Applause": "outdoor", "Jackhammer": "helicopter", "Sheep": "outdoor", "Sawmill": "helicopter",
    "Toyland: Bubble generated": "bubble", "Toyland: Bubble plop": "bubble", "Toyland: Bubble slurped": "bubble",
    "Toyland: Plastic mine": "bubble", "Toyland: Sugar mine (1)": "shaker", "Toyland: Sugar mine (2)": "shaker",
    "Wind": "wind", "Lumber mill: Chainsaw": "helicopter", "Mach 1+ Jet take off": "helicopter",
    "Modern jet take off": "helicopter", "Tropical: Bird (1)": "birds", "Tropical: Bird (2)": "birds",
    "Maglev train station departure": "helicopter", "Monorail train station departure": "helicopter",
    "Toyland: Propeller plane take off": "helicopter",
}  # fmt: skip
