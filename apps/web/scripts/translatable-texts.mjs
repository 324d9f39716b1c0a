// Finds texts in the web app's templates that are not marked for translation (Angular's `i18n`). Part of
// `npm run lint`.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  parseTemplate,
  TmplAstBoundText,
  TmplAstComponent,
  TmplAstContent,
  TmplAstElement,
  TmplAstTemplate,
  TmplAstText,
} from '@angular/compiler';

const app = fileURLToPath(new URL('../src/app', import.meta.url));

/** Attributes and inputs that people read. */
const READ = new Set(['alt', 'aria-label', 'aria-valuetext', 'heading', 'help', 'label', 'placeholder']);
for (const name of ['question', 'text', 'title', 'what', 'yes', 'no']) READ.add(name);

const WORD = /\p{L}{2,}/u;

const found = globSync('**/*.{html,ts}', { cwd: app })
  .filter((file) => !/(^|\/)generated\/|\.spec\.ts$/.test(file))
  .flatMap((file) => unmarkedIn(file));
process.stderr.write(found.map((line) => `${line}\n`).join(''));
process.exitCode = found.length === 0 ? 0 : 1;

function unmarkedIn(file) {
  const source = readFileSync(join(app, file), 'utf8');
  const [before, template] = file.endsWith('.html') ? ['', source] : inlineTemplate(source);
  if (template === undefined) return [];
  const firstLine = before.split('\n').length;
  return unmarked(parseTemplate(template, file).nodes).map(
    ({ line, words }) =>
      `apps/web/src/app/${file}:${firstLine + line}: not marked for translation: ${words.trim()}`,
  );
}

/** What stands before a component's template, and the template. */
function inlineTemplate(source) {
  const start = /\btemplate:\s*`/.exec(source);
  if (start === null) return ['', undefined];
  const from = start.index + start[0].length;
  return [source.slice(0, from), source.slice(from, source.indexOf('`', from))];
}

function unmarked(nodes, isMarked = false) {
  return nodes.flatMap((node) => {
    const line = node.sourceSpan.start.line;
    const words = isMarked ? '' : literalText(node);
    const here = WORD.test(words) ? [{ line, words }] : [];
    return [...here, ...unmarkedAttributes(node), ...lostBindings(node), ...childrenOf(node, isMarked)];
  });
}

function literalText(node) {
  if (node instanceof TmplAstText) return node.value;
  return node instanceof TmplAstBoundText ? interpolatedWords(node.value) : '';
}

/** The words of an interpolation beside its expressions. */
function interpolatedWords({ ast }) {
  return (ast.strings ?? []).join(' ');
}

function unmarkedAttributes(node) {
  return (node.attributes ?? [])
    .filter(({ name, value, i18n }) => READ.has(name) && WORD.test(value) && i18n === undefined)
    .map(({ sourceSpan, name, value }) => ({ line: sourceSpan.start.line, words: `${name}="${value}"` }));
}

/** Marked or not, words beside an expression get lost in an attribute; a text of `$localize` is bound there. */
function lostBindings(node) {
  return (node.inputs ?? [])
    .filter(({ name, value }) => READ.has(name) && WORD.test(interpolatedWords(value)))
    .map(({ sourceSpan, name }) => ({
      line: sourceSpan.start.line,
      words: `${name}: bind a $localize text`,
    }));
}

function childrenOf(node, isMarked) {
  const isElement = [TmplAstElement, TmplAstComponent, TmplAstTemplate, TmplAstContent].some(
    (kind) => node instanceof kind,
  );
  const below = isMarked || (isElement && node.i18n !== undefined);
  const parts = [node, ...(node.branches ?? []), ...(node.groups ?? []), node.empty, node.placeholder];
  return parts.flatMap((part) => unmarked(part?.children ?? [], below));
}
