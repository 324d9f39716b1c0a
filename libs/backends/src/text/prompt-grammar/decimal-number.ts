/** A decimal number as people write it in prompts, for use inside patterns. */
export const DECIMAL_NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)';
