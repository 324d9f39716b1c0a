import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { DataSource, In, type EntityManager } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addImage } from '../../gallery/add-image.js';
import { ImageEntity } from '../../gallery/image.entity.js';
import { Trash } from '../../gallery/trash.service.js';
import { eventually } from '../../testing/eventually.js';
import {
  isPostgresMissing,
  startPostgresServer,
  type PostgresServer,
} from '../../testing/postgres-server.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const DAY_MS = 86_400_000;

/** Four pictures of different prompts and sizes, made on the first four days of 2026. */
async function fill(test: TestApp): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  const requests = {
    cat: { prompt: 'A neon Cat, sleeping', width: 64 },
    catalogue: { prompt: 'catalogue of naïve robots', width: 128 },
    robot: { prompt: 'robot in rain', width: 256 },
    sea: { prompt: "the sea's edge: 50% foam", width: 64 },
  };
  const images = test.app.get(DataSource).getRepository(ImageEntity);
  for (const [index, [name, request]] of Object.entries(requests).entries()) {
    const { body } = await test.call('POST', '/api/v1/generate', { model: 'fake', ...request });
    const { body: job } = await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${body.job_id}`),
      (answer) => answer.body.status === 'completed',
    );
    const [{ id }] = job.images;
    const image = await images.findOneByOrFail({ id });
    await images.delete({ id });
    await forgetWords(images.manager, image);
    image.createdAt = Date.UTC(2026, 0, 1) + index * DAY_MS;
    await addImage(images.manager, image);
    ids[name] = id;
  }
  return ids;
}

/** Copies of a picture, larger and later than all others, the newest and largest first. */
async function addMany(test: TestApp, id: string): Promise<readonly string[]> {
  const images = test.app.get(DataSource).getRepository(ImageEntity);
  const copies: string[] = [];
  for (let index = 0; index < 60; index++) {
    const copy = await images.findOneByOrFail({ id });
    copy.id = randomUUID();
    copy.index = index + 1;
    copy.prompt = index % 25 === 0 ? 'common and seldom' : 'common';
    copy.createdAt = Date.UTC(2026, 6, 1) - index * DAY_MS;
    copy.sizeBytes = 10_000_000 - index;
    await addImage(images.manager, copy);
    copies.push(copy.id);
  }
  return copies;
}

/** SQLite's search table keeps what it was told: pictures keep their date, and rows are never removed. */
async function forgetWords(manager: EntityManager, { place, prompt }: ImageEntity): Promise<void> {
  if (manager.connection.options.type === 'postgres') return;
  const forget = `INSERT INTO image_text (image_text, rowid, prompt) VALUES ('delete', ?, ?)`;
  await manager.query(forget, [place, prompt]);
}

function describeGallery(database: string, environment: () => Record<string, string>): void {
  describe(`the gallery on ${database}`, () => {
    let test: TestApp;
    let ids: Record<string, string>;

    beforeAll(async () => {
      test = await startTestApp(environment());
      ids = await fill(test);
    });

    afterAll(async () => {
      await test[Symbol.asyncDispose]();
    });

    async function found(query: string): Promise<(string | undefined)[]> {
      const { status, body } = await test.call('GET', `/api/v1/gallery/images?${query}`);
      expect(status).toBe(200);
      const names = Object.entries(ids).map(([name, id]) => [id, name] as const);
      return body.images.map(({ id }: { id: string }) => new Map(names).get(id));
    }

    it.each([
      ['cat', ['catalogue', 'cat']],
      ['CAT neon', ['cat']],
      ['rob', ['robot', 'catalogue']],
      ['naïve', ['catalogue']],
      ['edge 50', ['sea']],
      ['dog', []],
      ['" OR *', []],
      ['***', []],
    ])('finds %j in prompts', async (text, names) => {
      expect(await found(`q=${encodeURIComponent(text)}`)).toEqual(names);
    });

    it.each([
      ['width=64', ['sea', 'cat']],
      ['from=2026-01-02&to=2026-01-04', ['robot', 'catalogue']],
      ['from=2026-01-03T12:00:00Z', ['sea']],
      ['model=fake&backend=fake&order=asc', ['cat', 'catalogue', 'robot', 'sea']],
      ['model=other', []],
      ['sort=size&order=desc&limit=2', ['robot', 'catalogue']],
    ])('filters and sorts by %s', async (query, names) => {
      expect(await found(query)).toEqual(names);
    });

    it.each(['date', 'model', 'size'])('pages by %s without gaps or repeats', async (sort) => {
      const all = await found(`sort=${sort}`);
      const paged: (string | undefined)[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `sort=${sort}&limit=1${cursor === null ? '' : `&cursor=${cursor}`}`;
        paged.push(...(await found(query)));
        cursor = (await test.call('GET', `/api/v1/gallery/images?${query}`)).body.next_cursor;
      } while (cursor !== null);
      expect(paged).toEqual(all);
      expect(all).toHaveLength(4);
    });

    it.each(['date', 'model', 'size'])(
      'pages through a search by %s, of common and of rare words',
      async (sort) => {
        const many = await addMany(test, ids['cat'] ?? '');
        const searched = async (words: string) => {
          const paged: string[] = [];
          for (let cursor: string | null = ''; cursor !== null;) {
            const query: string = `q=${words}&sort=${sort}&limit=7${cursor && `&cursor=${cursor}`}`;
            const { body } = await test.call('GET', `/api/v1/gallery/images?${query}`);
            paged.push(...body.images.map(({ id }: { id: string }) => id));
            cursor = body.next_cursor;
          }
          return paged;
        };
        expect(await searched('common')).toEqual(many);
        expect(await searched('com%20sel')).toEqual(many.filter((_, index) => index % 25 === 0));
        await test.app
          .get(DataSource)
          .getRepository(ImageEntity)
          .delete({ id: In(many) });
      },
    );

    it('refuses a cursor of another order, and wrong values by name', async () => {
      const { body } = await test.call('GET', '/api/v1/gallery/images?limit=1');
      const wrong = `sort=size&cursor=${body.next_cursor}`;
      expect((await test.call('GET', `/api/v1/gallery/images?${wrong}`)).status).toBe(422);
      const answer = await test.call('GET', '/api/v1/gallery/images?from=yesterday&favourite=maybe&width=-1');
      expect(answer.body.errors.map(({ field }: { field: string }) => field).toSorted()).toEqual([
        'favourite',
        'from',
        'width',
      ]);
    });

    it('gives the keys of all pictures page by page, and those in sight by their ids', async () => {
      const all = await test.call('GET', '/api/v1/gallery/images/keys?q=r');
      expect(all.body.ids).toEqual([ids['robot'], ids['catalogue']]);
      expect(all.body).toMatchObject({ next_cursor: null });
      const keys: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = `limit=3${cursor === null ? '' : `&cursor=${cursor}`}`;
        const { body } = await test.call('GET', `/api/v1/gallery/images/keys?${query}`);
        expect(body.created_at).toHaveLength(body.ids.length);
        keys.push(...body.ids);
        cursor = body.next_cursor;
      } while (cursor !== null);
      expect(keys).toEqual(['sea', 'robot', 'catalogue', 'cat'].map((name) => ids[name]));
      const unknown = '00000000-0000-7000-8000-000000000000';
      const wanted = [ids['cat'], unknown, ids['sea']];
      const { body } = await test.call('GET', `/api/v1/gallery/images/batch?ids=${wanted.join(',')}`);
      expect(body.images.map(({ id }: { id: string }) => id)).toEqual([ids['cat'], ids['sea']]);
    });

    it('shows the texts of a file', async () => {
      const { body } = await test.call('GET', `/api/v1/gallery/images/${ids['cat']}/texts`);
      const texts = body.texts.map(({ keyword }: { keyword: string }) => keyword);
      expect(texts).toEqual(['parameters', 'cyberimage']);
      expect(body.texts[0].text).toContain('A neon Cat, sleeping\nSteps: 4');
    });

    it('tells what a picture was made with in the words of other programs', async () => {
      const { body } = await test.call('GET', `/api/v1/gallery/images/${ids['cat']}/infotext`);
      const texts = await test.call('GET', `/api/v1/gallery/images/${ids['cat']}/texts`);
      expect(body.infotext).toBe(texts.body.texts[0].text);
    });

    it('tells what filters can choose from', async () => {
      const { body } = await test.call('GET', '/api/v1/gallery/images/values');
      const sizes = [64, 128, 256].map((width) => ({ width, height: 64 }));
      expect(body).toEqual({ models: ['fake'], backends: ['fake'], sizes });
    });

    it('keeps favourites', async () => {
      const { body } = await test.call('PATCH', `/api/v1/gallery/images/${ids['sea']}`, { favourite: true });
      expect(body).toMatchObject({ id: ids['sea'], favourite: true, backend: 'fake' });
      expect(await found('favourite=true')).toEqual(['sea']);
      expect(await found('favourite=false')).toEqual(['robot', 'catalogue', 'cat']);
      expect((await test.call('GET', '/api/v1/gallery/images/count?favourite=false')).body).toEqual({
        images: 3,
      });
    });

    it('brings deleted pictures back, until the trash is emptied', async () => {
      const [cat, sea] = [ids['cat'], ids['sea']];
      const unknown = '00000000-0000-7000-8000-000000000000';
      const gone = { ids: [cat, sea, unknown] };
      const { body } = await test.call('POST', '/api/v1/gallery/images/delete', gone);
      expect(body.ids).toEqual(expect.arrayContaining([cat, sea]));
      expect(await found('')).toEqual(['robot', 'catalogue']);
      const count = async (query: string): Promise<unknown> =>
        (await test.call('GET', `/api/v1/gallery/images/count?${query}`)).body.images;
      expect(await count('q=cat')).toBe(1);
      expect(await count('q=foam')).toBe(0);
      expect(await count('q=cat&trash=true')).toBe(1);
      expect(await count('q=cat&model=other')).toBe(0);
      expect(await count('q=***')).toBe(0);
      expect(await found('trash=true')).toEqual(['sea', 'cat']);
      expect((await test.call('GET', `/media/images/${cat}`)).status).toBe(410);
      expect((await fetch(`${test.url}/media/thumbnails/${cat}`)).status).toBe(200);
      expect((await test.call('GET', '/api/v1/gallery/trash')).body).toEqual({ images: 2, days: 7 });
      const undo = await test.call('POST', '/api/v1/gallery/images/restore', { ids: [sea] });
      expect(undo.body).toEqual({ ids: [sea] });
      expect((await fetch(`${test.url}/media/images/${sea}`)).status).toBe(200);

      const files = async (id: string | undefined): Promise<number> => {
        const names = await readdir(test.settings.mediaRoot, { recursive: true });
        return names.filter((name) => name.includes(String(id))).length;
      };
      expect(await test.app.get(Trash).purgeOld()).toBe(0);
      expect(await files(cat)).toBe(2);
      const purge = await test.call('POST', '/api/v1/gallery/trash/delete', { ids: [cat, sea] });
      expect(purge.body).toEqual({ images: 1 });
      expect((await fetch(`${test.url}/media/thumbnails/${cat}`)).status).toBe(410);
      expect((await test.call('DELETE', '/api/v1/gallery/trash')).body).toEqual({ images: 0 });
      expect(await files(cat)).toBe(0);
      expect(await files(sea)).toBe(2);
      const late = await test.call('POST', '/api/v1/gallery/images/restore', { ids: [cat] });
      expect(late.body).toEqual({ ids: [] });
      expect(await found('trash=true')).toEqual([]);
    });

    it('gives many pictures as one archive', async () => {
      const answer = await fetch(
        `${test.url}/api/v1/gallery/download?ids=${ids['sea']},${ids['robot']},${ids['cat']}`,
      );
      expect(answer.headers.get('content-type')).toBe('application/zip');
      const zip = Buffer.from(await answer.arrayBuffer());
      expect(zip.readUInt16LE(zip.length - 12)).toBe(2);
      expect(zip.includes(`${ids['sea']}.png`)).toBe(true);
      expect((await test.call('GET', `/api/v1/gallery/download?ids=${ids['cat']}`)).status).toBe(404);
      expect((await test.call('GET', '/api/v1/gallery/download?ids=x')).status).toBe(422);
    });

    it('gives more pictures as one archive than an address can name', async () => {
      const unknown = Array.from({ length: 30_000 }, () => randomUUID());
      const chosen = { ids: [...unknown, ids['sea'], ids['robot'], ids['cat'], ids['sea']] };
      const prepared = await test.call('POST', '/api/v1/gallery/downloads', chosen);
      expect(prepared.status).toBe(201);
      const { url } = prepared.body as { url: string };
      for (let time = 0; time < 2; time++) {
        const zip = Buffer.from(await (await fetch(test.url + url)).arrayBuffer());
        expect(zip.readUInt16LE(zip.length - 12)).toBe(2);
      }
      const none = { ids: [ids['cat']] };
      expect((await test.call('POST', '/api/v1/gallery/downloads', none)).status).toBe(404);
      expect((await test.call('POST', '/api/v1/gallery/downloads', { ids: [] })).status).toBe(422);
      expect((await test.call('GET', `/api/v1/gallery/downloads/${randomUUID()}`)).status).toBe(404);
    });
  });
}

describeGallery('SQLite', () => ({}));

describe.skipIf(isPostgresMissing())('with Postgres', () => {
  let postgres: PostgresServer;

  beforeAll(async () => {
    postgres = await startPostgresServer();
  });

  afterAll(async () => {
    await postgres[Symbol.asyncDispose]();
  });

  describeGallery('Postgres', () => ({ DATABASE_URL: postgres.url }));
});

it('without days for the trash removes files at once', async () => {
  await using test = await startTestApp({ TRASH_DAYS: '0' });
  const { sea } = await fill(test);
  await test.call('DELETE', `/api/v1/gallery/images/${sea}`);
  const names = await readdir(test.settings.mediaRoot, { recursive: true });
  expect(names.filter((name) => name.includes(String(sea)))).toEqual([]);
});
