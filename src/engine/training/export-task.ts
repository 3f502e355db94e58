import type { ComputeTask } from '../jobs/compute-task.ts';
import { exportFusedModel, type ExportRequest, type ExportResult } from './export.ts';

/** Writes a model and a head as one ONNX file: its check runs both, so it has no place elsewhere. */
export const exportTask: ComputeTask<Omit<ExportRequest, 'threads'>, ExportResult> = (
  request,
  { threads },
) => exportFusedModel({ ...request, threads });
