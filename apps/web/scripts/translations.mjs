// Says which texts of the web app a language lacks, and which of its texts are used no more. Part of `npm run lint`;
// with `--write` the files of texts get an empty place for each that is missing, and lose what is not used.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const locale = join(web, 'src/locale');
const isWriting = process.argv.includes('--write');

const sources = extract();
for (const file of readdirSync(locale).filter((name) => name.endsWith('.json'))) {
  const path = join(locale, file);
  const texts = JSON.parse(readFileSync(path, 'utf8'));
  const missing = Object.keys(sources).filter((id) => !texts[id]?.target);
  const unused = Object.keys(texts).filter((id) => !(id in sources));
  if (isWriting) {
    const kept = Object.entries(sources).map(([id, source]) => [
      id,
      { source, target: texts[id]?.target ?? null },
    ]);
    writeFileSync(path, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
  for (const id of missing) say(`${file}: not translated, shown in English: ${sources[id].trim()}`);
  if (unused.length > 0) say(`${file}: ${unused.length} texts are not used any more`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

/** All texts of the app by Angular's id for them. */
function extract() {
  const folder = mkdtempSync(join(tmpdir(), 'cyberimage-texts-'));
  try {
    const ng = createRequire(import.meta.url).resolve('@angular/cli/bin/ng.js');
    const args = [ng, 'extract-i18n', '--format=json', `--output-path=${folder}`];
    execFileSync(process.execPath, args, { cwd: web, stdio: ['ignore', 'ignore', 'inherit'] });
    return JSON.parse(readFileSync(join(folder, 'messages.json'), 'utf8')).translations;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
