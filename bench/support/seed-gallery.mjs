// Rows of a large gallery, straight into the database: all share one tiny picture, or a few of them.
// The schema must be there already: the server makes it when it starts.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import sharp from 'sharp';

const COLOURS = ['#39ff14', '#0f0', '#14ff9c', '#b6ff14', '#00c853', '#1de9b6'];
const WORDS = [
  'neon city lighthouse castle forest robot cat fox sea storm rain fog desert temple bridge',
  'portrait landscape cinematic macro aerial wide night dawn dusk noon winter summer autumn spring',
  'watercolour oil charcoal pixel render photograph engraving mosaic marble glass copper velvet paper',
]
  .join(' ')
  .split(' ');
const MODELS = ['starter', 'sd-turbo', 'dreamshaper', 'sdxl-base'];
const SIZES = [
  [512, 512],
  [768, 512],
  [512, 768],
  [1024, 1024],
];
const PLACES_PER_MS = 1024;
const BATCH = 5000;
const DAY_MS = 86_400_000;

/** Rows `0` to before `count`, the newest first, over `days` days; the same for the same count. */
function* rowsOf(count, files, days = 700, now = Date.now()) {
  const stepMs = Math.max(1, Math.floor((days * DAY_MS) / count));
  let state = 1;
  const random = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let index = 0; index < count; index++) {
    const createdAt = now - index * stepMs;
    const file = files[index % files.length];
    const [width, height] = SIZES[random(SIZES.length)];
    // One word in all, one in every thousandth prompt, the others in between.
    const words = Array.from({ length: 8 }, () => WORDS[random(random(WORDS.length) + 1)]);
    const prompt = `picture ${words.join(', ')}${index % 1000 === 0 ? ', albatross' : ''}`;
    const parameters = {
      prompt,
      negative_prompt: 'blurry',
      steps: 20,
      guidance_scale: 7,
      sampler: 'Euler a',
    };
    yield {
      id: randomUUID(),
      place: createdAt * PLACES_PER_MS,
      file: file.file,
      thumbnail: file.thumbnail,
      media_type: 'image/png',
      width,
      height,
      size_bytes: 200_000 + random(2_000_000),
      sha256: createHash('sha256').update(String(index)).digest('hex'),
      seed: String(random(2 ** 32)),
      model: MODELS[random(MODELS.length)],
      backend: 'local',
      prompt,
      parameters: JSON.stringify(parameters),
      generation_seconds: 4,
      favourite: random(50) === 0 ? 1 : 0,
      created_at: createdAt,
    };
  }
}

/** Tiny pictures of their own colours in the folder for pictures. */
async function tinyPictures(mediaRoot) {
  mkdirSync(join(mediaRoot, 'seeded'), { recursive: true });
  return Promise.all(
    COLOURS.map(async (background, index) => {
      const picture = sharp({ create: { width: 32, height: 32, channels: 3, background } });
      const names = { file: `seeded/${index}.png`, thumbnail: `seeded/${index}.webp` };
      writeFileSync(join(mediaRoot, names.file), await picture.png().toBuffer());
      writeFileSync(join(mediaRoot, names.thumbnail), await picture.webp().toBuffer());
      return names;
    }),
  );
}

/** Fills the SQLite database of a data folder. */
export async function seedSqlite(dataPath, mediaRoot, count) {
  const files = await tinyPictures(mediaRoot);
  const database = new Database(join(dataPath, 'cyberimage.db'), { timeout: 10_000 });
  database.pragma('synchronous = OFF');
  const [first] = rowsOf(1, files);
  const names = Object.keys(first);
  const insert = database.prepare(
    `INSERT INTO images (${names.join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  const addAll = database.transaction((rows) => rows.forEach((row) => insert.run(row)));
  for (const rows of batches(rowsOf(count, files))) addAll(rows);
  database.exec('ANALYZE');
  database.close();
}

/** Fills a Postgres database through a client of `pg`. */
export async function seedPostgres(client, mediaRoot, count) {
  const files = await tinyPictures(mediaRoot);
  const [first] = rowsOf(1, files);
  const names = Object.keys(first);
  const columns = names.map((name) => `${name} ${typeof first[name] === 'number' ? 'numeric' : 'text'}`);
  for (const rows of batches(rowsOf(count, files))) {
    const values = names.map((name) => (name === 'favourite' ? 'favourite = 1' : name));
    await client.query(
      `INSERT INTO images (${names.join(', ')})
       SELECT ${values.join(', ')} FROM json_to_recordset($1::json) AS row (${columns.join(', ')})`,
      [JSON.stringify(rows)],
    );
  }
  await client.query('VACUUM ANALYZE images');
}

function* batches(rows) {
  let batch = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
