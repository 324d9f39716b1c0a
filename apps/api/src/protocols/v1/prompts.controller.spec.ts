import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../testing/eventually.js';
import { startLanguageModel, type LanguageModel } from '../../testing/language-model.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let model: LanguageModel;
let test: TestApp;

beforeAll(async () => {
  model = await startLanguageModel();
  test = await startTestApp({
    ENRICH_BASE_URL: model.url,
    ENRICH_API_KEY: 'secret',
    ENRICH_MODEL: 'writer',
    ENRICH_TIMEOUT_SECONDS: '1',
  });
});

beforeEach(() => {
  model.answer = 'whole';
  model.requests.length = 0;
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await model[Symbol.asyncDispose]();
});

async function enrich(body: object): Promise<{ type: string; text?: string }[]> {
  const answer = await fetch(`${test.url}/api/v1/prompts/enrich`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => JSON.parse(line.slice(6)) as { type: string });
}

/** What is said of a language model at `url` by a studio that has no key for it. */
async function detailWithoutKey(url: string): Promise<string> {
  await using keyless = await startTestApp({ ENRICH_BASE_URL: url, ENRICH_MODEL: 'writer' });
  const { status, body } = await keyless.call('POST', '/api/v1/prompts/enrich', { prompt: 'a cat' });
  expect(status).toBe(502);
  return body.detail;
}

const newestRecord = async () =>
  (await test.call('GET', '/api/v1/audit?subject_type=prompt&limit=1')).body.records[0];

it('streams the enriched prompt and puts it on record', async () => {
  expect(await enrich({ prompt: 'a cat' })).toEqual([
    { type: 'delta', text: 'A neon ' },
    { type: 'delta', text: 'cat, ' },
    { type: 'delta', text: 'rain' },
    { type: 'done', text: 'A neon cat, rain' },
  ]);
  const [request] = model.requests;
  expect(request).toMatchObject({ authorization: 'Bearer secret', body: { model: 'writer', stream: true } });
  const [system, user] = request?.body.messages ?? [];
  expect(user).toEqual({ role: 'user', content: 'a cat' });
  expect(system?.content).toContain(
    'cinematic, asymmetrical composition, unique, rule of thirds, strong negative space, production photography',
  );
  expect(await newestRecord()).toMatchObject({
    action: 'prompt.enriched',
    data: { prompt: 'a cat', result: 'A neon cat, rain', model: 'writer' },
  });
});

it('takes cues off and another instruction', async () => {
  const on = { cinematic: false, unique: false, negative_space: false, production_photography: false };
  await enrich({ prompt: 'a cat', instruction: 'Be brief.', cues: { ...on, asymmetrical: false } });
  expect(model.requests[0]?.body.messages[0]?.content).toBe('Be brief.\nWork these cues in: rule of thirds.');
  const { body } = await test.call('GET', '/api/v1/prompts/enrich');
  expect(body).toMatchObject({
    available: true,
    cues: expect.arrayContaining([{ name: 'unique', label: 'unique' }]),
  });
});

it.each([
  ['refuse-key', 502, 'refused the key (ENRICH_API_KEY)'],
  ['fail', 502, 'The language model failed: 500 out of memory'],
  ['hang', 504, 'ENRICH_TIMEOUT_SECONDS'],
] as const)('tells of a language model that does this: %s', async (answer, status, words) => {
  model.answer = answer;
  const { status: got, body } = await test.call('POST', '/api/v1/prompts/enrich', { prompt: 'a cat' });
  expect(got).toBe(status);
  expect(body.detail).toContain(words);
  expect(await newestRecord()).toMatchObject({
    action: 'prompt.enrichment-failed',
    data: { prompt: 'a cat', error: expect.stringContaining(words) },
  });
});

it('tells in the stream when it breaks in the middle', async () => {
  model.answer = 'break';
  const events = await enrich({ prompt: 'a cat' });
  expect(events[0]).toEqual({ type: 'delta', text: 'A neon ' });
  expect(events.at(-1)).toMatchObject({ type: 'failed', problem: { status: 502 } });
  await eventually(newestRecord, ({ action }) => action === 'prompt.enrichment-failed');
});

it('tells of one that is not there, and of one that wants a key where there is none', async () => {
  const gone = await startLanguageModel();
  await gone[Symbol.asyncDispose]();
  expect(await detailWithoutKey(gone.url)).toBe('The language model cannot be reached');
  model.answer = 'refuse-key';
  expect(await detailWithoutKey(model.url)).toBe(
    'The language model wants a key, and none is set (ENRICH_API_KEY)',
  );
});

it('streams a piece as soon as it comes', async () => {
  model.answer = 'wait';
  const answer = await fetch(`${test.url}/api/v1/prompts/enrich`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ prompt: 'a cat' }),
  });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe('data: {"type":"delta","text":"A neon "}\n\n');
  model.goOn();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
  expect(rest).toContain('"type":"done","text":"A neon cat, rain"');
});

it('names wrong fields, and says what is missing where no language model is set up', async () => {
  const wrong = await test.call('POST', '/api/v1/prompts/enrich', { prompt: ' ', cues: { sparkle: true } });
  expect(wrong.body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
    'prompt',
    'sparkle',
  ]);
  await using bare = await startTestApp();
  const { status, body } = await bare.call('POST', '/api/v1/prompts/enrich', { prompt: 'a cat' });
  expect(status).toBe(503);
  expect(body.detail).toContain('ENRICH_BASE_URL');
});
