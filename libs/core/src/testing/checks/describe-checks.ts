import assert from 'node:assert/strict';
import type { OptionSpec } from '../../contract/option-schema.js';
import type { ConformanceCheck } from '../conformance-check.js';
import { withTrial } from '../trial.js';

/** What a backend says about itself. */
export const describeChecks: readonly ConformanceCheck[] = [
  {
    name: 'has the seven members of contract 1',
    async run(subject) {
      await withTrial(subject, ({ backend }) => {
        assert.equal(backend.contract, 1);
        assert.match(backend.id, /^[a-z0-9]+(-[a-z0-9]+)*$/, 'id must be kebab-case');
        for (const member of ['describe', 'listModels', 'check', 'generate', 'dispose'] as const) {
          assert.equal(typeof backend[member], 'function', `${member} must be a function`);
        }
        return Promise.resolve();
      });
    },
  },
  {
    name: 'describes itself in data that can be sent to another process',
    async run(subject) {
      await withTrial(subject, async ({ backend }) => {
        const description = await backend.describe();
        assert.deepEqual(structuredClone(description), description);
        assert.ok(description.name !== '', 'name must not be empty');
        assert.match(description.version, /^\d+\.\d+\.\d+/, 'version must be semver');
        assert.ok(description.limits.maxImages >= 1, 'limits.maxImages must be at least 1');
        assert.ok(description.limits.maxPixels >= 64 * 64, 'limits.maxPixels must allow 64 × 64');
        assert.equal(description.settings.type, 'object');
      });
    },
  },
  {
    name: 'lists models with unique ids and sound option schemas',
    async run(subject) {
      await withTrial(subject, async ({ backend }) => {
        const models = await backend.listModels();
        assert.deepEqual(structuredClone(models), models);
        assert.equal(new Set(models.map(({ id }) => id)).size, models.length, 'model ids must be unique');
        for (const { id, options } of models) {
          for (const [name, option] of Object.entries(options)) {
            assertSound(`${id}.${name}`, option);
            const { needs } = option;
            const names = Object.keys(options);
            assert.ok(
              needs === undefined || names.slice(0, names.indexOf(name)).includes(needs),
              `${id}.${name}: needs must name an option before it`,
            );
            if (option.type !== 'image' || option.of === undefined) continue;
            assert.equal(options[option.of]?.type, 'image', `${id}.${name}: of must name an image option`);
          }
        }
      });
    },
  },
];

function assertSound(name: string, option: OptionSpec): void {
  assert.ok(option.label !== '', `${name}: label must not be empty`);
  if (option.type === 'integer' || option.type === 'number') {
    assert.ok(option.step > 0, `${name}: step must be above 0`);
    assert.ok(
      option.min <= option.default && option.default <= option.max,
      `${name}: default outside min..max`,
    );
  }
  if (option.type === 'choice' || option.type === 'loras') {
    const values = option.choices.map(({ value }) => value);
    assert.equal(new Set(values).size, values.length, `${name}: choices must be unique`);
  }
  if (option.type === 'choice') {
    const values = option.choices.map(({ value }) => value);
    assert.ok(values.includes(option.default), `${name}: the default must be one of the choices`);
  }
  if (option.type === 'text') {
    assert.ok(option.default.length <= option.maxLength, `${name}: the default is longer than maxLength`);
  }
}
