import type { LoraOption } from '@cyberimage/core';
import { expect, it } from 'vitest';
import { FakeBackendHost } from '../testing/fake-backend-host.js';
import { FAKE_MODEL } from '../testing/fake-model.js';
import { startTestApp } from '../testing/test-app.js';

function modelWith(...names: readonly string[]) {
  const choices = names.map((value) => ({ value, label: value }));
  const weight = { min: -2, max: 2, step: 0.05 };
  const loras: LoraOption = { type: 'loras', label: 'LoRAs', choices, ...weight, default: '' };
  return { ...FAKE_MODEL, options: { ...FAKE_MODEL.options, loras } };
}

it('takes a LoRA that came after the models were listed, and a list as well as tags', async () => {
  const host = new FakeBackendHost([{ instanceId: 'fake', model: modelWith('old') }]);
  await using test = await startTestApp({}, { host });
  const loras = [{ name: 'new', weight: 0.5 }];
  const ask = () => test.call('POST', '/api/v1/generate', { model: 'fake', prompt: 'x', loras });
  const refused = await ask();
  expect(refused.status).toBe(422);
  expect(refused.body.errors).toMatchObject([{ field: 'loras', code: 'unknown-choice' }]);

  host.renewed = { instanceId: 'fake', model: modelWith('old', 'new') };
  expect((await ask()).status).toBe(202);
  await expect.poll(() => host.requests[0]?.parameters['loras']).toBe('<lora:new:0.5>');
});
