"""The two towers. Audio: a MobileNetV3 of width 0.4 in the layout of EfficientAT's mn04, so that its AudioSet weights
load. Text: word vectors, pooled by a learned weight of each word, and a small perceptron."""

import torch
import torch.nn.functional as F
from torch import nn

DIMENSION = 128

# channels in, kernel, channels expanded to, channels out, squeeze-excitation, Hardswish (else ReLU), stride
BLOCKS = [
    (8, 3, 8, 8, 0, 0, 1),
    (8, 3, 24, 16, 0, 0, 2),
    (16, 3, 32, 16, 0, 0, 1),
    (16, 5, 32, 16, 1, 0, 2),
    (16, 5, 48, 16, 1, 0, 1),
    (16, 5, 48, 16, 1, 0, 1),
    (16, 3, 96, 32, 0, 1, 2),
    (32, 3, 80, 32, 0, 1, 1),
    (32, 3, 72, 32, 0, 1, 1),
    (32, 3, 72, 32, 0, 1, 1),
    (32, 3, 192, 48, 1, 1, 1),
    (48, 3, 272, 48, 1, 1, 1),
    (48, 5, 272, 64, 1, 1, 2),
    (64, 5, 384, 64, 1, 1, 1),
    (64, 5, 384, 64, 1, 1, 1),
]


def convolution(c_in, c_out, kernel, stride=1, groups=1, activation=None):
    layers = [
        nn.Conv2d(c_in, c_out, kernel, stride, (kernel - 1) // 2, groups=groups, bias=False),
        nn.BatchNorm2d(c_out, eps=1e-3, momentum=0.01),
    ]
    if activation is not None:
        layers.append(activation())
    return nn.Sequential(*layers)


class Squeeze(nn.Module):
    """Squeeze-excitation over channels. The names are EfficientAT's."""

    def __init__(self, channels):
        super().__init__()
        squeezed = max(8, int(channels // 4 + 4) // 8 * 8)
        if squeezed < 0.9 * (channels // 4):
            squeezed += 8
        layers = {"fc1": nn.Linear(channels, squeezed), "fc2": nn.Linear(squeezed, channels)}
        self.conc_se_layers = nn.ModuleList([nn.ModuleDict(layers)])

    def forward(self, x):
        layers = self.conc_se_layers[0]
        scale = torch.sigmoid(layers["fc2"](F.relu(layers["fc1"](x.mean((2, 3))))))
        return x * scale[:, :, None, None]


class Block(nn.Module):
    """Inverted residual block."""

    def __init__(self, c_in, kernel, expanded, c_out, squeeze, hardswish, stride):
        super().__init__()
        activation = nn.Hardswish if hardswish else nn.ReLU
        layers = []
        if expanded != c_in:
            layers.append(convolution(c_in, expanded, 1, activation=activation))
        layers.append(convolution(expanded, expanded, kernel, stride, expanded, activation))
        if squeeze:
            layers.append(Squeeze(expanded))
        layers.append(convolution(expanded, c_out, 1))
        self.block = nn.Sequential(*layers)
        self.residual = stride == 1 and c_in == c_out

    def forward(self, x):
        y = self.block(x)
        return x + y if self.residual else y


class AudioTower(nn.Module):
    """Log-mel [B, 1, mels, frames] to unit vectors [B, DIMENSION]."""

    def __init__(self, dropout=0.1):
        super().__init__()
        self.features = nn.Sequential(
            convolution(1, 8, 3, 2, activation=nn.Hardswish),
            *[Block(*block) for block in BLOCKS],
            convolution(64, 384, 1, activation=nn.Hardswish),
        )
        self.hidden = nn.Linear(768, 384)
        self.project = nn.Linear(384, DIMENSION)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        x = self.features(x).mean(2)  # over frequency
        x = torch.cat([x.mean(2), x.amax(2)], 1)  # over time
        x = self.drop(F.hardswish(self.hidden(self.drop(x))))
        return F.normalize(self.project(x), dim=1)

    def load_pretrained(self, path):
        """Takes EfficientAT's mn04_as, its head's hidden layer too: that hears the mean, so give it the maximum as well."""
        state = torch.load(path, map_location="cpu")
        prefix = "features."
        features = {k[len(prefix) :]: v for k, v in state.items() if k.startswith(prefix)}
        self.features.load_state_dict(features)
        with torch.no_grad():
            weight = state["classifier.2.weight"][:384]
            self.hidden.weight.copy_(torch.cat([weight * 0.5, weight * 0.25], 1))
            self.hidden.bias.copy_(state["classifier.2.bias"][:384])


class TextTower(nn.Module):
    """Word ids [B, words], 0 for padding, to unit vectors [B, DIMENSION]."""

    def __init__(self, words, width=64, hidden=192):
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.weight = nn.Embedding(words, 1)
        nn.init.normal_(self.embed.weight, std=1.0)
        nn.init.zeros_(self.weight.weight)
        self.hidden = nn.Linear(width, hidden)
        self.project = nn.Linear(hidden, DIMENSION)

    def forward(self, ids):
        mask = (ids > 0).float()
        weight = torch.exp(self.weight(ids).squeeze(2)) * mask
        pooled = (self.embed(ids) * weight.unsqueeze(2)).sum(1)
        x = self.hidden(pooled / weight.sum(1, keepdim=True).clamp(min=1e-6))
        return F.normalize(self.project(x * torch.sigmoid(1.702 * x)), dim=1)

    def ignore_word(self, word_id):
        """Makes a word weigh nothing beside others: for words that training never saw."""
        with torch.no_grad():
            self.embed.weight[word_id] = 0
            self.weight.weight[word_id] = -12
