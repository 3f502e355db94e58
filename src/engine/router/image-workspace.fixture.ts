/** For tests: a dataset of small images and a model of their pixels, imported through the API. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { seededGenerator } from '../../core/random.ts';
import type { GrantedFolders } from '../datasets/granted-folders.ts';
import type { Engine } from '../engine.ts';
import { pixelModel, plainRecipe, writeModel } from '../models/test-models.ts';
import { temporaryFolder } from '../store/test-process.ts';
import { type ApiClient, openApi, resultOf } from './api-client.fixture.ts';

export interface ImageWorkspace {
  api: ApiClient;
  engine: Engine;
  /** What callers may name. */
  folders: GrantedFolders;
  /** The workspace's folder. */
  folder: string;
  datasetId: number;
  modelSha256: string;
  /** What an evaluation or a training of both names as its source. */
  source: { datasetId: number; modelSha256: string; provider: string; batch: null };
}

/** Images of 4 x 4 around a colour pattern a class, with noise that is the same from run to run. */
async function drawImages(folder: string, classes: number, images: number): Promise<void> {
  const generator = seededGenerator(6);
  for (let c = 0; c < classes; c++) {
    const className = path.join(folder, `class ${String(c).padStart(2, '0')}`);
    mkdirSync(className, { recursive: true });
    const pattern = Array.from({ length: 48 }, () => 40 + generator.integer(176));
    for (let k = 0; k < images; k++) {
      const pixels = Uint8Array.from(pattern, (value) =>
        Math.max(1, Math.min(255, value + 45 * generator.normal())),
      );
      await sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } })
        .png()
        .toFile(path.join(className, `${k}.png`));
    }
  }
}

/** A workspace with `classes` × `images` images and the model, ready to be evaluated. */
export async function openImageWorkspace(classes = 24, images = 6): Promise<ImageWorkspace> {
  const root = path.join(temporaryFolder(), 'patterns');
  await drawImages(root, classes, images);
  const modelFile = writeModel(temporaryFolder(), pixelModel());
  const folder = temporaryFolder();
  const { api, engine, folders } = openApi([root, modelFile], folder);
  const { datasetId } = await resultOf<{ datasetId: number }>(
    api,
    api.datasets.import({ path: root }),
  );
  const { sha256 } = await resultOf<{ sha256: string }>(
    api,
    api.models.import({ path: modelFile }),
  );
  // Around grey, so that cosines of pixels differ.
  const recipe = plainRecipe(4, 4, { mean: [128, 128, 128] });
  await api.models.setRecipe({ sha256, recipe });
  const source = { datasetId, modelSha256: sha256, provider: 'cpu', batch: null };
  return { api, engine, folders, folder, datasetId, modelSha256: sha256, source };
}
