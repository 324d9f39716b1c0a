import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { FieldError } from './problem.js';
import { ProblemException } from './problem.exception.js';

type ExceptionFactory = NonNullable<
  NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
>;
type Issue = Parameters<ExceptionFactory>[0][number];

/** Holds bodies, queries and path parameters against their schemas; faults become problem details. */
export class ProblemValidationPipe extends StandardSchemaValidationPipe {
  override async transform<T = unknown>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (!metadata.schema) return value;
    const result = await this.validate<T>(value, metadata.schema);
    if (!result.issues) return result.value;
    throw ProblemException.invalid(
      result.issues.flatMap((issue) => toFieldErrors(issue, value, metadata.data ?? '')),
    );
  }
}

/** Zod reports all unknown keys in one issue; each gets an entry of its own. */
function toFieldErrors(issue: Issue, input: unknown, argument: string): FieldError[] {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  const { code = 'invalid', keys } = issue as { code?: string; keys?: readonly string[] };
  if (code === 'unrecognized_keys' && keys !== undefined) {
    return keys.map((key) => ({
      field: key,
      code: 'unknown-field',
      message: `${key} is not a known parameter`,
    }));
  }
  const field = path.length > 0 ? path.join('.') : argument;
  const value = path.reduce<unknown>((parent, key) => (parent as Record<PropertyKey, unknown>)?.[key], input);
  const isShown = field !== '' && value !== undefined;
  const message = isShown ? `${field} is ${JSON.stringify(value)}; ${issue.message}` : issue.message;
  return [{ field, code: code.replaceAll('_', '-'), message, ...(isShown && { value }) }];
}
