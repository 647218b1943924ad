"""The digit model: three small convolutional networks, their training with PyTorch and their way into an ONNX file."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional

from dokumentverk.engines.scan_digit_cells import SIDE, VIEWS
from dokumentverk.model.scan import DIGIT_CLASSES

BATCH: Final = 128
RATE: Final = 2e-3
_WARMED: Final = 0.25
"""Of the first round: the rate rises to ``RATE``."""
CHANNELS: Final = (16, 32, 32, 64, 64, 64)
"""Of the six convolutions of each view."""
_POOLED: Final = (2, 4)
"""The convolutions before which both sides are halved; the first halves them itself."""
_LEFT: Final = SIDE // 8
HIDDEN: Final = 96
_OPSET: Final = 18
_IR_VERSION: Final = 8


Drawn: TypeAlias = tuple[NDArray[np.uint8], NDArray[np.int64]]
"""Cells and their classes."""


def new_network() -> nn.ModuleDict:
    """Looks at both pictures of a cell, each for itself, and judges from what it saw in either: 412,268 numbers,
    15.7 million multiplications."""
    views = nn.ModuleList(_view() for _ in range(VIEWS))
    hidden = nn.Linear(VIEWS * _LEFT**2 * CHANNELS[-1], HIDDEN)
    return nn.ModuleDict({"views": views, "hidden": hidden, "output": nn.Linear(HIDDEN, DIGIT_CLASSES)})


def _logits(network: nn.ModuleDict, cells: torch.Tensor) -> torch.Tensor:
    """n x ``VIEWS`` x ``SIDE`` x ``SIDE`` cells, 0 to 1, to logits."""
    seen = torch.cat([view(cells[:, at : at + 1]) for at, view in enumerate(network["views"])], 1)
    active = functional.relu(network["hidden"](functional.dropout(seen, 0.2, network.training)))
    return network["output"](functional.dropout(active, 0.2, network.training))


def _view() -> nn.Sequential:
    layers: list[nn.Module] = []
    before = 1
    for number, channels in enumerate(CHANNELS):
        if number in _POOLED:
            layers.append(nn.MaxPool2d(2))
        size, step = (5, 2) if number == 0 else (3, 1)
        convolution = nn.Conv2d(before, channels, size, stride=step, padding=size // 2)
        layers += [convolution, nn.BatchNorm2d(channels), nn.ReLU()]
        before = channels
    return nn.Sequential(*layers, nn.Flatten())


def _jittered(cells: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Each cell a little moved, turned, pulled, and its ink stronger or fainter: other ink in every round."""
    count = len(cells)
    turn = torch.randn(count, generator=chance) * 0.08
    size = 1 + torch.randn(count, 2, generator=chance) * 0.08
    lean = torch.randn(count, generator=chance) * 0.08
    shift = torch.randn(count, 2, generator=chance) * 0.05
    rows = [size[:, 0], lean - turn, shift[:, 0], turn, size[:, 1], shift[:, 1]]
    grid = functional.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), [count, VIEWS, SIDE, SIDE], align_corners=False)
    moved = functional.grid_sample(cells, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return (moved * (0.7 + 0.6 * torch.rand(count, 1, 1, 1, generator=chance))).clamp(max=1.0)


def train(drawn: Drawn, *, rounds: int, seed: int) -> Iterator[nn.ModuleDict]:
    """The network after each round; the last is the one to keep. Cells of which it was sure when it last saw them are
    seen more seldom and count for more: the time goes to the others, and what is learnt of shares stays true."""
    torch.set_num_threads(1)  # two gain little on so small a network, and wait for each other on a busy machine
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    chance = torch.Generator().manual_seed(seed)
    network = new_network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    doubt = torch.ones(len(drawn[0]))
    for number in range(rounds):
        network.train()
        share = (doubt * _DOUBTED).clamp(_SELDOM, 1.0)
        order = torch.randperm(len(share), generator=chance)
        order = order[torch.rand(len(share), generator=chance) < share[order]]
        batches = order.split(BATCH)
        for at, batch in enumerate(batches):
            for group in optimizer.param_groups:
                group["lr"] = RATE * rate_at(number + at / len(batches), rounds)
            cells, wanted = (torch.from_numpy(one)[batch] for one in drawn)
            doubt[batch] = _step(network, optimizer, _jittered(cells.float() / 255, chance), wanted, 1 / share[batch])
        network.eval()
        yield network


_DOUBTED: Final = 20.0
"""Of cells: those in whose class the network believes less than 1 - 1 / this are seen in every round."""
_SELDOM: Final = 0.25
"""How often the surest cells are seen."""


def _step(
    network: nn.ModuleDict,
    optimizer: torch.optim.Optimizer,
    seen: torch.Tensor,
    wanted: torch.Tensor,
    weight: torch.Tensor,
) -> torch.Tensor:
    """Learn from a batch. How little was believed of each cell's class."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        losses = functional.cross_entropy(_logits(network, seen), wanted, reduction="none")
        loss = (losses * weight).sum() / weight.sum()
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return 1 - torch.exp(-losses.detach().float())


def rate_at(done: float, rounds: int) -> float:
    """Share of ``RATE`` after so many rounds: it rises at once, then falls as a cosine to nothing."""
    return min(1.0, (done + 0.01) / _WARMED) * (1 + math.cos(math.pi * done / rounds)) / 2


def logits_of(network: nn.ModuleDict, cells: NDArray[np.uint8]) -> NDArray[np.float64]:
    with torch.no_grad():
        parts = [_logits(network, part.float() / 255) for part in torch.from_numpy(cells).split(2048)]
    logits: NDArray[np.float64] = torch.cat(parts).double().numpy()
    return logits


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and bias with the normalisation in them."""
    assert convolution.bias is not None
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    weights = convolution.weight * scale[:, None, None, None]
    bias = (convolution.bias - norm.running_mean) * scale + norm.bias
    return weights.detach().contiguous().numpy(), bias.detach().numpy()


class _Graph:
    """Nodes and weights as they are written. Weights are kept in half precision: the file is half as long, and the
    digits come out the same."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def constant(self, name: str, array: NDArray[np.float32] | NDArray[np.int64]) -> str:
        if array.dtype != np.float32 or array.size < _WORTH_HALVING:
            self.weights.append(numpy_helper.from_array(array, name))
            return name
        self.weights.append(numpy_helper.from_array(array.astype(np.float16), f"{name}_half"))
        return self.node("Cast", [f"{name}_half"], name, to=TensorProto.FLOAT)

    def node(self, kind: str, inputs: list[str], output: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output


_WORTH_HALVING: Final = 256


def _write_view(graph: _Graph, view: nn.Module, cells: str, name: str) -> str:
    assert isinstance(view, nn.Sequential)
    layers, last = list(view), cells
    pairs = [(one, norm) for one, norm in pairwise(layers) if isinstance(one, nn.Conv2d)]
    for number, (convolution, norm) in enumerate(pairs):
        assert isinstance(norm, nn.BatchNorm2d)
        filters, bias = _folded(convolution, norm)
        own = f"{name}{number}"
        if number in _POOLED:
            last = graph.node("MaxPool", [last], f"{own}_pool", kernel_shape=[2, 2], strides=[2, 2])
        inputs = [last, graph.constant(f"{own}_filters", filters), graph.constant(f"{own}_bias", bias)]
        size, step = filters.shape[2], convolution.stride[0]
        shape = {"kernel_shape": [size, size], "strides": [step, step], "pads": [size // 2] * 4}
        last = graph.node("Relu", [graph.node("Conv", inputs, f"{own}_conv", **shape)], f"{own}_relu")
    return graph.node("Flatten", [last], f"{name}_flat")


def _write_network(graph: _Graph, network: nn.ModuleDict, views: list[str], temperature: float, name: str) -> str:
    flat = [_write_view(graph, view, views[at], f"{name}_{at}_") for at, view in enumerate(network["views"])]
    last = graph.node("Concat", flat, f"{name}_seen", axis=1)
    for layer, own in ((network["hidden"], f"{name}_hidden"), (network["output"], f"{name}_output")):
        numbers = (part.detach().numpy() for part in (layer.weight, layer.bias))
        names = [graph.constant(f"{own}_{at}", one) for at, one in enumerate(numbers)]
        last = graph.node("Gemm", [last, *names], own, transB=1)
        if layer is network["hidden"]:
            last = graph.node("Relu", [last], f"{own}_active")
    cooling = graph.constant(f"{name}_cooling", np.array([1 / temperature], np.float32))
    return graph.node("Softmax", [graph.node("Mul", [last, cooling], f"{name}_cooled")], f"{name}_belief", axis=1)


def write_onnx(networks: Sequence[nn.ModuleDict], temperature: float, path: Path) -> None:
    """Cells (n x ``VIEWS`` x ``SIDE`` x ``SIDE``, 0 to 255 as bytes) to shares of belief, the mean of the networks',
    each calibrated by ``temperature``.

    Written node by node: the same numbers give the same bytes, whatever the exporter of the day would add.
    """
    graph = _Graph()
    floats = graph.node("Cast", ["cells"], "bytes", to=TensorProto.FLOAT)
    ink = graph.node("Mul", [floats, graph.constant("per_byte", np.array([1 / 255], np.float32))], "ink")
    views = [f"view{at}" for at in range(VIEWS)]
    graph.nodes.append(helper.make_node("Split", [ink], views, axis=1, num_outputs=VIEWS))
    beliefs = [_write_network(graph, network, views, temperature, f"net{at}") for at, network in enumerate(networks)]
    graph.node("Mean", beliefs, "belief")
    described = helper.make_graph(
        graph.nodes,
        "digits",
        [helper.make_tensor_value_info("cells", TensorProto.UINT8, ["n", VIEWS, SIDE, SIDE])],
        [helper.make_tensor_value_info("belief", TensorProto.FLOAT, ["n", DIGIT_CLASSES])],
        graph.weights,
    )
    model = helper.make_model(described, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
    model.producer_name = "dokumentverk benchmarks.training.digits"
    model.doc_string = (
        "Trained on MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0) and drawn digits. See docs/digit-model.md."
    )
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))
