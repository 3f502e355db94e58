/** What Isoline uses of ONNX Runtime, loaded after its telemetry was switched off. */
import './no-telemetry.ts';

export { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
