import type { ImageEvent, ParameterValue } from '@cyberimage/core';
import { afterAll, describe, expect, it } from 'vitest';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

/** Of a model of 128 pixels: the ratio is nearest to that of 104 × 152. */
const ASKED = { width: 96, height: 64 };
const BINNED = { width: 152, height: 104 };

const backend = createBackend(['sana', 'sana_sprint', 'sd3'].map((name) => modelLine(name, name)));

afterAll(() => backend.dispose());

async function imageOf(
  model: string,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<ImageEvent> {
  const steps = model === 'sana' ? { steps: 10 } : {};
  const request = await completeRequest(backend, model, { ...steps, ...parameters });
  const image = (await collectEvents(backend, request)).find((event) => event.type === 'image');
  if (image === undefined) throw new Error('no picture');
  return image;
}

describe.each(['sana', 'sana_sprint'])('sizes as trained of %s', (model) => {
  it('are those that the picture is made at; it has the size that was asked for', async () => {
    const { content, metadata } = await imageOf(model, ASKED);
    expect(content).toMatchObject(ASKED);
    expect(metadata).toMatchObject({ ...ASKED, binned_width: BINNED.width, binned_height: BINNED.height });
  });

  it('are left alone where they are asked for, and where it is off', async () => {
    const { content, metadata } = await imageOf(model, { ...ASKED, use_resolution_binning: false });
    expect(content).toMatchObject(ASKED);
    expect(metadata).not.toHaveProperty('binned_width');
    expect((await imageOf(model, BINNED)).metadata).not.toHaveProperty('binned_width');
  });

  it('are enlarged by hires fix, and the record tells the size that was asked for', async () => {
    const { content, metadata } = await imageOf(model, { ...ASKED, enable_hr: true, hr_scale: 1.5 });
    expect(content).toMatchObject({ width: 144, height: 96 });
    expect(metadata).toMatchObject(ASKED);
  });
});

it('only Sana has them', async () => {
  const models = await backend.listModels();
  const having = models.filter(({ options }) => 'use_resolution_binning' in options).map(({ id }) => id);
  expect(having).toEqual(['sana', 'sana_sprint']);
});
