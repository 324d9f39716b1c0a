import { afterEach, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;

beforeEach(async () => {
  test = await startTestApp();
});

afterEach(async () => test[Symbol.asyncDispose]());

const put = (name: string, body: object) =>
  test.call('PUT', `/api/v1/styles/${encodeURIComponent(name)}`, body);
const generate = async (body: object) => {
  const { body: answer } = await test.call('POST', '/api/v1/generate', body);
  return eventually(
    async () => (await test.call('GET', `/api/v1/queue/jobs/${answer.job_id}`)).body,
    ({ status }) => status === 'completed',
  );
};

it('are applied, and the prompt as typed goes on record with the picture', async () => {
  expect((await put('Neon / bright', { prompt: 'x' })).status).toBe(204);
  await put('Neon', { prompt: 'neon, {prompt}, night' });
  await put('Ink', { prompt: 'ink' });
  const job = await generate({ prompt: 'a cat', styles: ['Neon', 'Ink'] });
  expect(job.request).toMatchObject({
    prompt: 'neon, a cat, night, ink',
    styles: 'Neon, Ink',
    typed_prompt: 'a cat',
  });
  expect(test.host.requests[0]?.parameters).toMatchObject({ prompt: 'neon, a cat, night, ink' });
  expect(test.host.requests[0]?.parameters).not.toHaveProperty('typed_prompt');
  expect(job.images[0]).toMatchObject({
    prompt: 'neon, a cat, night, ink',
    parameters: { styles: 'Neon, Ink', typed_prompt: 'a cat' },
  });
  // What is on record can be sent again as it is, and gives the same.
  const again = await generate(job.request);
  expect(again.request).toEqual(job.request);
});

it('are applied to what was typed when a waiting job is edited', async () => {
  await put('Neon', { prompt: 'neon {prompt}' });
  await test.call('POST', '/api/v1/queue/pause');
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'a cat', styles: ['Neon'] });
  const path = `/api/v1/queue/jobs/${body.job_id}`;
  const edited = await test.call('PATCH', path, { steps: 3 });
  expect(edited.body.job.request).toMatchObject({ prompt: 'neon a cat', typed_prompt: 'a cat', steps: 3 });
  const other = await test.call('PATCH', path, { prompt: 'a dog' });
  expect(other.body.job.request).toMatchObject({ prompt: 'neon a dog', typed_prompt: 'a dog' });
  const without = await test.call('PATCH', path, { styles: [] });
  expect(without.body.job.request).toMatchObject({ prompt: 'a dog' });
  expect(without.body.job.request).not.toHaveProperty('styles');
});

it.each([
  [{ styles: ['absent'] }, 'styles'],
  [{ styles: 5 }, 'styles'],
  [{ styles: [1] }, 'styles'],
])('refuse %j', async (body, field) => {
  const answer = await test.call('POST', '/api/v1/generate', { prompt: 'x', ...body });
  expect([answer.status, answer.body.errors[0].field]).toEqual([422, field]);
});

it('are listed, replaced and removed', async () => {
  await put('Neon', { prompt: 'one' });
  await put('Neon', { prompt: 'two', negative_prompt: 'three' });
  expect((await test.call('GET', '/api/v1/styles')).body).toEqual([
    { name: 'Neon', prompt: 'two', negative_prompt: 'three' },
  ]);
  expect((await put('Empty', {})).status).toBe(422);
  expect((await put('a, b', { prompt: 'x' })).status).toBe(422);
  expect((await test.call('DELETE', '/api/v1/styles/Neon')).status).toBe(204);
  expect((await test.call('DELETE', '/api/v1/styles/Neon')).status).toBe(404);
});

it('come from and go to the styles.csv of A1111', async () => {
  const csv = 'name,prompt,negative_prompt\r\nInk,"ink, {prompt}",blurry\r\n';
  expect((await test.call('POST', '/api/v1/styles/import', { csv })).body).toEqual([
    { name: 'Ink', prompt: 'ink, {prompt}', negative_prompt: 'blurry' },
  ]);
  expect(await (await fetch(`${test.url}/api/v1/styles/export`)).text()).toBe(csv);
  for (const wrong of ['no csv', 'name,prompt\n"a, b",x']) {
    expect((await test.call('POST', '/api/v1/styles/import', { csv: wrong })).status).toBe(422);
  }
});

it('presets keep a whole form', async () => {
  const preset = { model: 'fake', values: { steps: 3, width: 128 } };
  expect((await test.call('PUT', '/api/v1/presets/Quick', preset)).status).toBe(204);
  expect((await test.call('GET', '/api/v1/presets')).body).toEqual([{ name: 'Quick', ...preset }]);
  expect((await test.call('PUT', '/api/v1/presets/Quick', { values: {} })).status).toBe(422);
  expect((await test.call('DELETE', '/api/v1/presets/Quick')).status).toBe(204);
  expect((await test.call('DELETE', '/api/v1/presets/Quick')).status).toBe(404);
});
