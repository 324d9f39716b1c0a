import { TestBed } from '@angular/core/testing';
import { describe, expect, it } from 'vitest';

import type { OptionSpec } from '../api/generated/models/option-spec';
import type { OptionValue } from '../api/option-value';
import { optionField, type OptionField } from './option-field';
import { OptionList } from './option-list';

function field(name: string, spec: OptionSpec, value: OptionValue, error?: string): OptionField {
  const drawn = optionField(name, spec, value, error);
  if (drawn === undefined) throw new Error(`${name} has a value of another type`);
  return drawn;
}

const FIELDS = [
  field('words', { type: 'text', label: 'Words', maxLength: 10, default: '' }, 'hello'),
  field('amount', { type: 'number', label: 'Amount', min: 0, max: 1, step: 0.1, default: 0.5 }, 0.5),
  field('count', { type: 'integer', label: 'Count', min: 1, max: 4, step: 1, default: 1 }, 2),
  field('dice', { type: 'seed', label: 'Dice', default: -1 }, '42'),
  field(
    'kind',
    { type: 'choice', label: 'Kind', choices: [{ value: 'a', label: 'A' }], default: 'a' },
    'a',
    'kind is "b"; this model takes a',
  ),
  field('tiling', { type: 'boolean', label: 'Tiling', default: false }, true),
];

async function draw(): Promise<{ host: HTMLElement; changes: unknown[] }> {
  const list = TestBed.createComponent(OptionList);
  list.componentRef.setInput('fields', FIELDS);
  const changes: unknown[] = [];
  list.componentInstance.changed.subscribe((change) => changes.push(change));
  await list.whenStable();
  return { host: list.nativeElement as HTMLElement, changes };
}

describe('OptionList', () => {
  it('draws every type of parameter with a label of its own, whatever it is called', async () => {
    const { host } = await draw();
    const drawn = [...host.querySelectorAll('label')].map((label) => {
      const control = host.querySelector<HTMLInputElement>(`#${label.htmlFor}`);
      return [
        label.textContent,
        control?.type,
        control?.type === 'checkbox' ? control.checked : control?.value,
      ];
    });
    expect(drawn).toEqual([
      ['Words', 'textarea', 'hello'],
      ['Amount', 'range', '0.5'],
      ['Count', 'range', '2'],
      ['Dice', 'text', '42'],
      ['Kind', 'select-one', 'a'],
      ['Tiling', 'checkbox', true],
    ]);
  });

  it('ties the fault of a field to the field', async () => {
    const { host } = await draw();
    const kind = host.querySelector('#option-kind');
    const fault = host.querySelector(`#${kind?.getAttribute('aria-describedby')}`);
    expect(kind?.getAttribute('aria-invalid')).toBe('true');
    expect(fault?.textContent).toContain('this model takes a');
  });

  it('says what was changed to what', async () => {
    const { host, changes } = await draw();
    const tiling = host.querySelector<HTMLInputElement>('#option-tiling')!;
    tiling.click();
    host.querySelector<HTMLElement>('[aria-label="Random seed"]')?.click();
    expect(changes).toEqual([
      { name: 'tiling', value: false },
      { name: 'dice', value: '-1' },
    ]);
  });
});
