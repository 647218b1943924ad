"""The digit model: two small convolutional networks, their training with PyTorch and their way into an ONNX file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

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
RATE: Final = 4e-3
CHANNELS: Final = ((16, 24, 40, 48), (16, 24, 32, 40))
"""Of the four convolutions of each view."""
HIDDEN: Final = 64
_OPSET: Final = 18
_IR_VERSION: Final = 8


def new_network() -> nn.ModuleDict:
    """Looks at both pictures of a cell, each for itself, and judges from what it saw in either: 104,316 numbers, 3.7
    million multiplications."""
    views = nn.ModuleList(_view(*channels) for channels in CHANNELS)
    hidden = nn.Linear(9 * sum(channels[-1] for channels in CHANNELS), HIDDEN)
    return nn.ModuleDict({"views": views, "hidden": hidden, "output": nn.Linear(HIDDEN, DIGIT_CLASSES)})


def _logits(network: nn.ModuleDict, cells: torch.Tensor) -> torch.Tensor:
    """n x ``VIEWS`` x ``SIDE`` x ``SIDE`` cells, 0 to 1, to logits."""
    seen = torch.cat([view(cells[:, at : at + 1]) for at, view in enumerate(network["views"])], 1)
    active = functional.relu(network["hidden"](functional.dropout(seen, 0.25, network.training)))
    return network["output"](functional.dropout(active, 0.25, network.training))


def _view(first: int, second: int, third: int, fourth: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, first, 5, stride=2, padding=2), nn.BatchNorm2d(first), nn.ReLU(),
        nn.Conv2d(first, second, 3, padding=1), nn.BatchNorm2d(second), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(second, third, 3, padding=1), nn.BatchNorm2d(third), nn.ReLU(),
        nn.Conv2d(third, fourth, 3, padding=1), nn.BatchNorm2d(fourth), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
    )  # fmt: skip


def _jittered(cells: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Each cell a little moved, turned, pulled and faded: other ink in every round."""
    count = len(cells)
    turn = torch.randn(count, generator=chance) * 0.06
    size = 1 + torch.randn(count, 2, generator=chance) * 0.06
    lean = torch.randn(count, generator=chance) * 0.06
    shift = torch.randn(count, 2, generator=chance) * 0.05
    rows = [size[:, 0], lean - turn, shift[:, 0], turn, size[:, 1], shift[:, 1]]
    grid = functional.affine_grid(torch.stack(rows, 1).view(-1, 2, 3), [count, VIEWS, SIDE, SIDE], align_corners=False)
    moved = functional.grid_sample(cells, grid, mode="bilinear", padding_mode="zeros", align_corners=False)
    return moved * (0.75 + 0.35 * torch.rand(count, 1, 1, 1, generator=chance)).clamp(max=1.0)


def train(
    cells: NDArray[np.uint8], labels: NDArray[np.int64], *, rounds: int, seed: int
) -> Iterator[tuple[nn.ModuleDict, float]]:
    """The network and the mean loss after each round; the last is the one to keep."""
    torch.set_num_threads(1)  # two gain little on so small a network, and wait for each other on a busy machine
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    chance = torch.Generator().manual_seed(seed)
    network = new_network().to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.02)
    steps = -(-len(cells) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps * rounds, pct_start=0.2)
    pictures, wanted = torch.from_numpy(cells), torch.from_numpy(labels)
    for _ in range(rounds):
        network.train()
        total = 0.0
        order = torch.randperm(len(cells), generator=chance)
        for batch in order.split(BATCH):
            seen = _jittered(pictures[batch].float() / 255, chance)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = functional.cross_entropy(_logits(network, seen), wanted[batch])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        network.eval()
        yield network, total / len(cells)


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
    for number, at in enumerate((0, 3, 7, 10)):
        filters, bias = _folded(layers[at], layers[at + 1])
        own = f"{name}{number}"
        inputs = [last, graph.constant(f"{own}_filters", filters), graph.constant(f"{own}_bias", bias)]
        size = filters.shape[2]
        shape = {"kernel_shape": [size, size], "strides": [2, 2] if number == 0 else [1, 1], "pads": [size // 2] * 4}
        last = graph.node("Relu", [graph.node("Conv", inputs, f"{own}_conv", **shape)], f"{own}_relu")
        if number in (1, 3):
            last = graph.node("MaxPool", [last], f"{own}_pool", kernel_shape=[2, 2], strides=[2, 2])
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
