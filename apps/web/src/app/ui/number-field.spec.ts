import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { NumberField } from './number-field';

let field: ComponentFixture<NumberField>;

function draw(range: { min: number; max: number; step: number; value: number }): void {
  field = TestBed.createComponent(NumberField);
  field.componentRef.setInput('name', 'steps');
  field.componentRef.setInput('label', 'Steps');
  for (const [name, value] of Object.entries(range)) field.componentRef.setInput(name, value);
}

function host(): HTMLElement {
  return field.nativeElement as HTMLElement;
}

describe('NumberField with a range', () => {
  beforeEach(async () => {
    draw({ min: 10, max: 40, step: 5, value: 20 });
    await field.whenStable();
  });

  it('shows range and value, and is named by its label', () => {
    const slider = host().querySelector<HTMLInputElement>('input[type=range]');
    expect([slider?.min, slider?.max, slider?.value, slider?.disabled]).toEqual(['10', '40', '20', false]);
    expect(host().querySelector<HTMLLabelElement>('label')?.htmlFor).toBe(slider?.id);
  });

  it('takes what the slider says', () => {
    const slider = host().querySelector<HTMLInputElement>('input[type=range]')!;
    slider.value = '35';
    slider.dispatchEvent(new Event('input'));
    expect(field.componentInstance.value()).toBe(35);
  });

  it.each([
    ['23', 25],
    ['99', 40],
    ['', 20],
  ])('makes a value of the range out of %j', (typed, value) => {
    const number = host().querySelector<HTMLInputElement>('input[type=number]')!;
    number.value = typed;
    number.dispatchEvent(new Event('change'));
    expect(field.componentInstance.value()).toBe(value);
    expect(number.value).toBe(String(value));
  });
});

describe('NumberField with a fixed value', () => {
  it('shows the value and lets nobody move it', async () => {
    draw({ min: 2, max: 2, step: 1, value: 2 });
    await field.whenStable();
    expect(host().querySelector<HTMLInputElement>('input[type=range]')?.disabled).toBe(true);
    expect(host().querySelector('input[type=number]')).toBeNull();
    expect(host().querySelector('.fixed')?.textContent).toMatch(/fixed\s+2/);
  });
});
