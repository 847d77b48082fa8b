"""The five roles, in the order of every array here, and the default prompts for each."""

from pathlib import Path

import yaml

ROLES = ["CORE", "ACCENT", "MOTION", "FILL", "TEXTURE"]

PROMPTS = Path(__file__).resolve().parents[2] / "prompts" / "default.yaml"


def read_prompts(path=PROMPTS):
    """Each role's two lists of prompts, the general and the specific ones."""
    with open(path, encoding="utf-8") as file:
        roles = yaml.safe_load(file)["roles"]
    return {role: [roles[role]["general"], roles[role]["specific"]] for role in ROLES}
