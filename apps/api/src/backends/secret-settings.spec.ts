import { afterEach, expect, it } from 'vitest';
import { TestHost } from './fixtures/test-host.js';

const KEY = 'sk-123456789';

let test: TestHost;

afterEach(async () => test.close());

it('keeps a secret out of the log, the status and the errors of a backend that tells it', async () => {
  test = new TestHost(['tells-secrets'], { settings: { 'tells-secrets': { key: KEY } } });
  await test.host.onApplicationBootstrap();
  const status = await test.ready('tells-secrets');
  expect(status.device?.label).toBe('device [secret]');
  await expect(test.generate('tells-secrets', {})).rejects.toMatchObject({
    message: expect.stringContaining('the key [secret] is refused'),
  });
  await test.host.onApplicationShutdown();
  const messages = test.log.map(({ message }) => message);
  expect(messages).toEqual(expect.arrayContaining(['logged [secret]', 'printed [secret]']));
  expect(JSON.stringify([test.log, test.host.statuses()])).not.toContain(KEY);
});
