import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RunRecords } from './run-records.js';

const WORK = { model: 'sd15', device: 'cpu', width: 512, height: 512, guided: true };

describe('RunRecords', () => {
  let folder = '';
  const log: string[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'records-'));
    log.length = 0;
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function open(file = join(folder, 'runs.json')): Promise<RunRecords> {
    const records = new RunRecords(file, (_level, message) => log.push(message));
    await records.load();
    return records;
  }

  it('knows nothing before the first run', async () => {
    const records = await open();
    expect(records.seconds(WORK, 'call')).toBeUndefined();
    expect(records.peakBytes(WORK)).toBeUndefined();
  });

  it('moves towards newer times', async () => {
    const records = await open();
    records.recordSeconds(WORK, 'call', 1);
    records.recordSeconds(WORK, 'call', 2);
    expect(records.seconds(WORK, 'call')).toBeCloseTo(1.3);
  });

  it.each([{ model: 'lcm' }, { device: 'cuda' }, { width: 768 }, { height: 768 }, { guided: false }])(
    'keeps %j apart',
    async (change) => {
      const records = await open();
      records.recordSeconds(WORK, 'call', 2);
      expect(records.seconds({ ...WORK, ...change }, 'call')).toBeUndefined();
    },
  );

  it('outlives the process', async () => {
    const first = await open();
    first.recordSeconds(WORK, 'call', 2);
    first.recordSeconds(WORK, 'upscale', 3);
    first.recordSeconds(WORK, 'decode', 10);
    first.recordPeak(WORK, 7e9);
    await first.save();
    const second = await open();
    const parts = ['call', 'upscale', 'decode'] as const;
    expect(parts.map((part) => second.seconds(WORK, part))).toEqual([2, 3, 10]);
    expect(second.peakBytes(WORK)).toBe(7e9);
  });

  it('forgets what was done longest ago', async () => {
    const records = await open();
    for (let width = 0; width <= 500; width++) records.recordPeak({ ...WORK, width }, 1);
    await records.save();
    const { entries } = JSON.parse(await readFile(join(folder, 'runs.json'), 'utf8')) as { entries: object };
    expect(Object.keys(entries)).toHaveLength(500);
    expect((await open()).peakBytes({ ...WORK, width: 0 })).toBeUndefined();
  });

  it('does without a damaged file, and without one that cannot be written', async () => {
    await writeFile(join(folder, 'runs.json'), '{"entries": {"x": 7, ');
    expect((await open()).peakBytes(WORK)).toBeUndefined();
    await (await open(join(folder, 'absent/runs.json'))).save();
    expect(log).toEqual([expect.stringMatching(/is damaged/), expect.stringMatching(/cannot be written/)]);
  });
});
