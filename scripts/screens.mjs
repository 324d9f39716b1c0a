// `npm run screens`: photographs every page at phone, tablet and desktop width into docs/screens.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { ensureBuilt } from './setup/build.mjs';
import { freePort } from './setup/free-port.mjs';
import { nodeForProduct } from './setup/node.mjs';
import { root } from './setup/root.mjs';

const WIDTHS = { 390: 844, 820: 1180, 1440: 900 };
/** Pictures decode, motion ends. */
const SETTLE_MS = 1500;

const PROMPTS = [
  'an orange mushroom in the forest',
  'a blue sailing boat underwater',
  'a yellow car in the desert',
  'a green house in the snowy mountains',
  'a pink rocket in starry space',
  'a purple balloon over the beach',
  'a red star on the synthwave grid at sunset',
  'a green robot in a neon city at night',
];

/** Width and height of the pictures, in turn: a gallery of one shape would hide what another does to it. */
const SIZES = [
  [256, 256],
  [320, 192],
  [192, 320],
];
const ROUNDS = 5;

const node = nodeForProduct();
ensureBuilt(node);
const folder = mkdtempSync(join(tmpdir(), 'cyberimage-screens-'));
const output = join(root, 'docs/screens');
mkdirSync(output, { recursive: true });
// Pages show where models lie: not where this copy of the repository does.
symlinkSync(join(root, 'models'), join(folder, 'models'));
const url = `http://127.0.0.1:${await freePort()}`;
const env = {
  ...process.env,
  PORT: new URL(url).port,
  MEDIA_ROOT: join(folder, 'pictures'),
  CONFIG_DATA_PATH: join(folder, 'data'),
  MODELS_PATH: join(folder, 'models'),
  CYBERIMAGE_ENV_FILE: join(folder, 'absent.env'),
};
const server = spawn(node, ['apps/api/dist/main.js'], { cwd: root, env, stdio: 'ignore' });
const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
try {
  await until(() =>
    fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    ),
  );
  const pictures = Array.from({ length: PROMPTS.length * ROUNDS }, (_, seed) => {
    const [width, height] = SIZES[seed % SIZES.length];
    return { prompt: PROMPTS[seed % PROMPTS.length], seed, steps: 20, width, height };
  });
  for (const picture of pictures) await generate(picture);
  await until(async () => (await json('/api/v1/gallery/images?limit=200')).images.length === pictures.length);
  const [newest] = (await json('/api/v1/gallery/images?limit=1')).images;

  await eachWidth(async (shoot) => {
    await shoot('generate', '/');
    await shoot('gallery', '/gallery');
    await shoot('picture', `/gallery/${newest.id}`);
    for (const name of ['audit', 'models', 'servers', 'plugins', 'settings']) await shoot(name, `/${name}`);
    await shoot('trash', '/gallery/trash');
  });
  await eachWidth((shoot) => shoot('generate-german', '/'), 'de-DE');
  await eachWidth(async (shoot) => {
    for (const prompt of PROMPTS.slice(-3)) await generate({ prompt, seed: 7, steps: 30, num_images: 8 });
    await until(async () => (await jobs('processing')).length > 0);
    await shoot('queue', '/queue');
    await shoot('generating', '/');
    for (const status of ['pending', 'processing']) {
      for (const { id } of await jobs(status)) await post(`/api/v1/queue/jobs/${id}/cancel`);
    }
  });
} finally {
  await browser.close();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** Opens a new browser profile per width; `shoot` photographs the page at a path. */
async function eachWidth(photograph, locale = 'en-GB') {
  for (const [width, height] of Object.entries(WIDTHS)) {
    const viewport = { width: Number(width), height };
    const context = await browser.newContext({ viewport, locale, hasTouch: Number(width) < 800 });
    const page = await context.newPage();
    await photograph(async (name, path) => {
      await page.goto(url + path);
      // A machine that makes pictures beside it is slow to draw pages.
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await sleep(SETTLE_MS);
      await page.screenshot({ path: join(output, `${name}-${width}.png`) });
    });
    await context.close();
  }
}

async function jobs(status) {
  return (await json(`/api/v1/queue/jobs?status=${status}`)).jobs;
}

async function generate(request) {
  const response = await post('/api/v1/generate', request);
  if (response.status !== 202) throw new Error(await response.text());
}

function post(path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function json(path) {
  return (await fetch(url + path)).json();
}

async function until(probe) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await probe()) return;
    await sleep(100);
  }
  throw new Error('waited in vain');
}
