const REDACTED = '[redacted]';

/** Where people's own words stand in a record's data. */
const TEXT_FIELDS = new Set(['prompt', 'negative_prompt', 'instruction', 'result']);

/** The data without people's words, at any depth. Undefined when there were none. */
export function redactTexts(
  data: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  let isChanged = false;
  const redacted = JSON.parse(JSON.stringify(data), (key: string, value: unknown) => {
    if (!TEXT_FIELDS.has(key) || typeof value !== 'string' || value === '' || value === REDACTED)
      return value;
    isChanged = true;
    return REDACTED;
  }) as Readonly<Record<string, unknown>>;
  return isChanged ? redacted : undefined;
}
