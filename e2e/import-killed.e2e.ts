import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';
import type { Workspace } from './support/workspace.js';

const isThumbnail = ({ parentPath }: { parentPath: string }): boolean => parentPath.includes('thumbnails');

const PICTURES = 400;
const KILLS = 4;

interface FolderImport {
  readonly id: string;
  readonly state: string;
  readonly total: number | null;
  readonly imported: number;
  readonly known: number;
  readonly refused: number;
}

interface ImportedImage {
  readonly id: string;
  readonly sha256: string;
  readonly source_name: string;
  readonly url: string;
  readonly thumbnail_url: string;
}

/** A folder of pictures, none like another, some of them deeper than others. */
async function drawPictures(workspace: Workspace): Promise<Readonly<Record<string, string>>> {
  const folder = join(workspace.folder, 'old');
  for (let index = 0; index < PICTURES; index++) {
    const below = join(folder, `year ${index % 3}`);
    mkdirSync(below, { recursive: true });
    const background = { r: index % 256, g: index >> 8, b: 90 };
    const picture = sharp({ create: { width: 64, height: 48, channels: 3, background } });
    writeFileSync(join(below, `${index}.png`), await picture.png().toBuffer());
  }
  return { IMPORT_FOLDERS: folder };
}

describe('a server that is killed in the middle of a folder import', () => {
  const studio = useStudio({ prepare: drawPictures });

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${studio.url}/api/v1/gallery/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  }

  async function count(): Promise<number> {
    return (await call<{ images: number }>('GET', 'images/count')).images;
  }

  /** Files under MEDIA_ROOT, what is half written included. */
  function files(): { pictures: string[]; thumbnails: string[] } {
    const found = readdirSync(studio.pictures, { recursive: true, withFileTypes: true });
    const all = found.filter((file) => file.isFile());
    return {
      pictures: all.filter((file) => !isThumbnail(file)).map(({ name }) => name),
      thumbnails: all.filter(isThumbnail).map(({ name }) => name),
    };
  }

  it(`goes on after each of ${KILLS} kills, doubles nothing and loses nothing`, async () => {
    const { id } = await call<FolderImport>('POST', 'import/folders', { folder: '.' });
    let before = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      await waitFor('some pictures more', async () => (await count()) > before + 12 || undefined);
      expect((await call<FolderImport>('GET', `import/folders/${id}`)).state).toBe('running');
      await studio.killAndStart();
      before = await count();
    }
    const ended = await waitFor('the end of the import', async () => {
      const run = await call<FolderImport>('GET', `import/folders/${id}`);
      return run.state === 'running' ? undefined : run;
    });
    expect(ended).toMatchObject({ state: 'completed', total: PICTURES, refused: 0 });
    // What was brought in just before a kill is met again, and known then.
    expect(ended.imported + ended.known).toBe(PICTURES);

    expect(await count()).toBe(PICTURES);
    const { images } = await call<{ images: ImportedImage[] }>('GET', 'images?limit=200');
    const all = [...images, ...(await rest(images))];
    expect(new Set(all.map(({ sha256 }) => sha256)).size).toBe(PICTURES);
    const names = Array.from({ length: PICTURES }, (_, index) => `year ${index % 3}/${index}.png`);
    expect(all.map((image) => image.source_name).toSorted()).toEqual(names.toSorted());
    // On the disk there is what is on record, and nothing else: no half a file, no picture without a row.
    const { pictures, thumbnails } = files();
    expect(pictures.toSorted()).toEqual(all.map((image) => `${image.id}.png`).toSorted());
    expect(thumbnails.toSorted()).toEqual(all.map((image) => `${image.id}.webp`).toSorted());
    const { status } = await fetch(`${studio.url}${all[0]!.url}`);
    expect(status).toBe(200);
  });

  async function rest(known: readonly ImportedImage[]): Promise<ImportedImage[]> {
    const { ids } = await call<{ ids: string[] }>('GET', 'images/keys');
    const others = ids.filter((id) => !known.some((image) => image.id === id));
    return (await call<{ images: ImportedImage[] }>('GET', `images/batch?ids=${others.join(',')}`)).images;
  }
});
