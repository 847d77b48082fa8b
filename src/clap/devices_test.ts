import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  anyIsThere,
  deviceDidNotStart,
  devicesToTry,
  isModelFault,
  isOutOfMemory,
  type Platform,
} from "./devices.ts";
import { DeviceError } from "./embedder.ts";

const LINUX: Platform = {
  os: "linux",
  arch: "x86_64",
  known: ["cpu", "webgpu", "cuda", "tensorrt"],
  hasGpu: true,
};
const MAC: Platform = {
  os: "darwin",
  arch: "aarch64",
  known: ["cpu", "webgpu", "coreml"],
  hasGpu: undefined,
};

Deno.test("auto tries what the platform knows, the CPU last", () => {
  assertEquals(devicesToTry("auto", LINUX), ["cuda", "webgpu", "cpu"]);
  assertEquals(devicesToTry("auto", MAC), ["coreml", "webgpu", "cpu"]);
});

Deno.test("auto does not try graphics where there are none", () => {
  assertEquals(devicesToTry("auto", { ...LINUX, hasGpu: false }), ["cpu"]);
});

Deno.test("a named device is the only one tried, graphics or not", () => {
  assertEquals(devicesToTry("cuda", { ...LINUX, hasGpu: false }), ["cuda"]);
  assertEquals(devicesToTry("cpu", LINUX), ["cpu"]);
});

Deno.test({
  name: "device files are seen without the permission for everything",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    // Deno.stat may not look at this one.
    assertThrows(() => Deno.statSync("/dev/fd"), Deno.errors.NotCapable);
    assertEquals(anyIsThere(["/dev/no-such-device", "/dev/fd"]), true);
    assertEquals(anyIsThere(["/dev/no-such-device"]), false);
  },
});

Deno.test("a device of another platform is refused with what it needs", () => {
  const error = assertThrows(
    () => devicesToTry("coreml", LINUX),
    DeviceError,
    "coreml: the runtime for linux x86_64 has cuda, webgpu, cpu; it needs macOS",
  );
  assertEquals(error.device, "coreml");
});

Deno.test("a device that does not start: the runtime's reason in one line, and what to do", () => {
  const cause = new Error(
    "/src/webgpu_context.cc:136 Initialize(x) status == Success was false. Failed to get an adapter: No supported adapters\n\n",
  );
  const { message } = deviceDidNotStart("webgpu", cause);
  assertEquals(
    message,
    "Cannot run the model on webgpu: Failed to get an adapter: No supported adapters; it needs a graphics device with a " +
      "Vulkan, Metal or Direct3D 12 driver, or use --device cpu",
  );
});

Deno.test("CUDA's own words are found among the runtime's", () => {
  const cause = new Error(
    "/src/cuda_call.cc:154 std::conditional_t<THRW, void> onnxruntime::CudaCall(int) [with ERRTYPE = cudaError] " +
      "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=vm ; file=/src/a.cc ; line=352 ; " +
      "expr=cudaSetDevice(info_.device_id); \n\n",
  );
  const { message } = deviceDidNotStart("cuda", cause);
  assert(
    message.startsWith(
      "Cannot run the model on cuda: CUDA failure 100: no CUDA-capable device is detected; it needs Linux on x64",
    ),
    message,
  );
});

Deno.test("what says that memory does not suffice, and what does not", () => {
  for (
    const message of [
      "Non-zero status code: BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 1024",
      "CUDA failure 2: out of memory",
      "CUBLAS_STATUS_ALLOC_FAILED",
      "std::bad_alloc",
      "Failed to allocate memory for buffer",
      "8007000E Not enough memory resources are available",
      "Out of device memory",
      "VK_ERROR_OUT_OF_DEVICE_MEMORY",
      "CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED",
    ]
  ) assert(isOutOfMemory(message), message);
  for (
    const message of [
      "Got invalid dimensions for input",
      "the embedder is closed",
      "Failed to get a WebGPU adapter",
    ]
  ) assert(!isOutOfMemory(message), message);
});

Deno.test("a bad file is told from a bad device", () => {
  assert(
    isModelFault("Load model from a.onnx failed:Protobuf parsing failed."),
  );
  assert(!isModelFault("Failed to load shared library"));
});
