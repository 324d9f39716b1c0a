import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PACKAGES } from '../fixtures/test-host.js';
import { discoverPackages } from './discover-packages.js';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'packages-'));
});

afterEach(async () => rm(root, { recursive: true }));

async function refusal(name: string): Promise<string | undefined> {
  const { packages, refused } = await discoverPackages([join(PACKAGES, name)]);
  expect(packages).toEqual([]);
  return refused[0]?.reason;
}

async function refusalOf(manifest: unknown): Promise<string | undefined> {
  await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'made-up', cyberimage: manifest }));
  const { refused } = await discoverPackages([root]);
  return refused[0]?.reason;
}

describe('discoverPackages', () => {
  it('finds packages in a folder of packages, in scopes, and by their own folder', async () => {
    const modules = join(root, 'node_modules');
    await cp(join(PACKAGES, 'steady'), join(modules, 'steady'), { recursive: true });
    await cp(join(PACKAGES, 'troubled'), join(modules, '@scope/troubled'), { recursive: true });
    await mkdir(join(modules, 'left-pad'));
    await writeFile(join(modules, 'left-pad/package.json'), '{ "name": "left-pad" }');

    const { packages, refused } = await discoverPackages([modules, join(PACKAGES, 'hangs-in-list')]);
    expect(packages.map(({ manifest }) => manifest.id)).toEqual(['troubled', 'steady', 'hangs-in-list']);
    expect(packages[1]).toMatchObject({ name: 'fixture-steady', version: '1.2.3' });
    expect(refused).toEqual([]);
  });

  it('takes a linked package once', async () => {
    await symlink(join(PACKAGES, 'steady'), join(root, 'steady'));
    const { packages, refused } = await discoverPackages([PACKAGES, root]);
    expect(packages.filter(({ manifest }) => manifest.id === 'steady')).toHaveLength(1);
    expect(refused.map(({ id }) => id)).not.toContain('steady');
  });

  it('keeps the first of two packages with one id', async () => {
    await cp(join(PACKAGES, 'steady'), join(root, 'copy'), { recursive: true });
    const { packages, refused } = await discoverPackages([join(PACKAGES, 'steady'), root]);
    expect(packages.map(({ directory }) => directory)).toEqual([join(PACKAGES, 'steady')]);
    expect(refused[0]?.reason).toContain('cyberimage.id: "steady" is taken by the package in');
  });

  it('finds nothing where nothing is', async () => {
    expect(await discoverPackages([root, join(root, 'absent')])).toEqual({ packages: [], refused: [] });
  });

  it('says every fault of a manifest', async () => {
    const reason = await refusal('wrong-manifest');
    expect(reason).toContain('cyberimage.contract: must be a semver range such as "^1" (found \'latest\')');
    expect(reason).toContain('cyberimage.id: must be kebab-case');
    expect(reason).toContain('cyberimage.entry: must be a path inside the package that begins with "./"');
  });

  it('refuses a contract that it does not speak', async () => {
    expect(await refusal('later-contract')).toContain('this host speaks version 1 of the contract');
  });

  it('refuses a package whose entry is not built', async () => {
    expect(await refusal('no-entry')).toMatch(/there is no file .*backend\.js; build or reinstall/);
  });

  it('refuses a package with a link that leads out of it', async () => {
    const copy = join(root, 'copy');
    await cp(join(PACKAGES, 'steady'), copy, { recursive: true });
    await mkdir(join(copy, 'data'));
    await symlink('../backend.js', join(copy, 'data/inside.js'));
    expect((await discoverPackages([copy])).refused).toEqual([]);
    await symlink(PACKAGES, join(copy, 'data/outside'));
    const { packages, refused } = await discoverPackages([copy]);
    expect(packages).toEqual([]);
    expect(refused[0]?.reason).toContain('the link data/outside leads out of the package');
  });

  it('refuses what is no JSON', async () => {
    await writeFile(join(root, 'package.json'), '{ "cyberimage": ');
    const { refused } = await discoverPackages([root]);
    expect(refused[0]?.reason).toContain('is not a JSON object');
  });

  it.each([
    [7, 'cyberimage: '],
    [null, 'cyberimage: '],
    [{ contract: '^1', id: 'a', entry: './a.js' }, 'cyberimage.displayName: '],
    [{ contract: '^1', id: 'a', entry: './../a.js', displayName: 'A' }, 'must not lead out of the package'],
    [{ contract: '^1', id: 'a', entry: './a.js', displayName: 'A', icon: 'x' }, 'icon'],
    [{ contract: '^1', id: 'a', entry: './a.js', displayName: 'A', permissions: { root: true } }, 'root'],
    [
      { contract: '^1', id: 'a', entry: './a.js', displayName: 'A', permissions: { environment: ['A=1'] } },
      'cyberimage.permissions.environment.0: must be the name of a variable',
    ],
    [
      {
        contract: '^1',
        id: 'a',
        entry: './a.js',
        displayName: 'A',
        settings: { type: 'object', properties: { url: { type: 'string', pattern: '(' } } },
      },
      'cyberimage.settings.properties.url.pattern: must be a regular expression',
    ],
  ])('refuses %j', async (manifest, reason) => {
    expect(await refusalOf(manifest)).toContain(reason);
  });
});
