/**
 * Tells ONNX Runtime to keep to itself. From 1.29 on it sends facts about models and machine to its maker
 * from Linux and macOS, and keeps an identifier and unsent events in the user's cache folder, unless this
 * variable stands in the process's environment before the library is loaded (microsoft/onnxruntime#27379).
 * A worker thread has only a copy of the environment: the thread that starts workers imports this.
 */
process.env['ORT_DISABLE_TELEMETRY'] = '1';
