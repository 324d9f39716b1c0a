import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { zipArchive, type ZipEntry } from './zip-archive.js';

async function* entries(): AsyncIterable<ZipEntry> {
  const modifiedAt = new Date(2026, 10, 20, 13, 14, 16);
  yield { name: 'a.png', data: Buffer.from('one'), modifiedAt };
  yield { name: 'späť/b.png', data: Buffer.alloc(70_000, 7), modifiedAt };
}

async function archive(files = entries()): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zipArchive(files)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What Python prints of an archive, called `z`; undefined where there is no Python. */
async function askPython(zip: Buffer, expression: string): Promise<string | undefined> {
  if (spawnSync('python3', ['--version']).status !== 0) {
    process.stderr.write('\n!!! SKIPPED: no python3 to open the archive with\n\n');
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cyberimage-zip-'));
  const file = join(folder, 'x.zip');
  await writeFile(file, zip);
  const script = `import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(${expression})`;
  const { stdout } = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
  await rm(folder, { recursive: true });
  return stdout.trim();
}

it('points from its directory to every file', async () => {
  const zip = await archive();
  const end = zip.subarray(-22);
  expect(end.readUInt32LE(0)).toBe(0x06054b50);
  expect(end.readUInt16LE(10)).toBe(2);
  let at = end.readUInt32LE(16);
  const found: [string, number][] = [];
  for (let count = 0; count < 2; count++) {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const [size, nameBytes, offset] = [
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
      zip.readUInt32LE(at + 42),
    ];
    expect(zip.readUInt32LE(offset)).toBe(0x04034b50);
    found.push([zip.toString('utf8', at + 46, at + 46 + nameBytes), size]);
    at += 46 + nameBytes;
  }
  expect(found).toEqual([
    ['a.png', 3],
    ['späť/b.png', 70_000],
  ]);
});

it("opens with Python's zipfile, checksums included", async (context) => {
  const said = await askPython(
    await archive(),
    'z.testzip(),z.read("a.png"),z.infolist()[0].date_time,len(z.read("späť/b.png"))',
  );
  if (said === undefined) return context.skip();
  expect(said).toBe("None b'one' (2026, 11, 20, 13, 14, 16) 70000");
});

it('holds more files than a plain archive can count', async (context) => {
  const count = 70_000;
  async function* many(): AsyncIterable<ZipEntry> {
    const modifiedAt = new Date(2026, 10, 20);
    for (let file = 0; file < count; file++) {
      yield { name: `${file}.png`, data: Buffer.from(String(file)), modifiedAt };
    }
  }
  const said = await askPython(await archive(many()), 'len(z.namelist()),z.read("69999.png")');
  if (said === undefined) return context.skip();
  expect(said).toBe(`${count} b'69999'`);
});
