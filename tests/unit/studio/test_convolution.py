"""Integer convolutions as matrix products: the same numbers."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from worker.studio.voice.convolution import as_matrix_products


def convolution(path, kernel, zero, **attributes):
    """A model of one ConvInteger."""
    node = helper.make_node("ConvInteger", ["x", "w", "xz", "wz"], ["y"], **attributes)
    constants = [numpy_helper.from_array(kernel, "w"), numpy_helper.from_array(np.array(zero, np.uint8), "wz")]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.UINT8, [1, kernel.shape[1], None]),
        helper.make_tensor_value_info("xz", TensorProto.UINT8, []),
    ]
    graph = helper.make_graph([node], "g", inputs, [helper.make_tensor_value_info("y", TensorProto.INT32, None)], constants)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), str(path))


def run(path, values, zero):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": values, "xz": np.array(zero, np.uint8)})[0]


@pytest.mark.parametrize(("taps", "dilation", "pads"), [(1, 1, [0, 0]), (3, 1, [1, 1]), (3, 5, [5, 5]), (11, 3, [15, 15]), (5, 1, [0, 4])])
def test_a_convolution_and_its_matrix_product_are_equal_to_the_last_bit(tmp_path, taps: int, dilation: int, pads: list[int]) -> None:
    numbers = np.random.default_rng(taps)
    kernel = numbers.integers(0, 256, (6, 4, taps), dtype=np.uint8)
    values = numbers.integers(0, 256, (1, 4, 60), dtype=np.uint8)
    # Small enough that processors without VNNI do not saturate either.
    kernel, values = kernel // 16 + 120, values // 4
    convolution(tmp_path / "plain.onnx", kernel, 128, kernel_shape=[taps], dilations=[dilation], pads=pads)

    as_matrix_products(tmp_path / "plain.onnx", tmp_path / "quick.onnx")

    assert [node.op_type for node in onnx.load(str(tmp_path / "quick.onnx")).graph.node].count("MatMulInteger") == 1
    np.testing.assert_array_equal(run(tmp_path / "quick.onnx", values, 7), run(tmp_path / "plain.onnx", values, 7))


def test_a_convolution_that_skips_is_left_as_it_is(tmp_path) -> None:
    kernel = np.ones((2, 2, 3), np.uint8)
    convolution(tmp_path / "plain.onnx", kernel, 0, kernel_shape=[3], strides=[2], pads=[1, 1])

    as_matrix_products(tmp_path / "plain.onnx", tmp_path / "same.onnx")

    assert [node.op_type for node in onnx.load(str(tmp_path / "same.onnx")).graph.node] == ["ConvInteger"]
