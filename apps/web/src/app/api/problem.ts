import { HttpErrorResponse } from '@angular/common/http';

import { faultWords } from './fault-words';

/** What went wrong with a request to the studio, for people; with the fields at fault where it says so. */
export interface StudioProblem {
  readonly status: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

const INTERNAL = 500;
const TYPE = 'urn:cyberimage:problem:';

/** The studio's own titles. In another language they go before what it says, which is English. */
const TITLES: Readonly<Record<string, string>> = {
  'invalid-request': $localize`The request is not valid`,
  'not-found': $localize`Not found`,
  conflict: $localize`Not possible in the present state`,
  gone: $localize`Deleted`,
  'queue-full': $localize`The queue is full`,
  'rate-limited': $localize`Too many requests`,
  unavailable: $localize`Not available now`,
  forbidden: $localize`Not allowed`,
  'owner-only': $localize`The owner's key is needed`,
  'too-large': $localize`The request is too large`,
  'internal-error': $localize`Something went wrong here`,
};

interface ProblemBody {
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly request_id?: string;
  readonly errors?: readonly {
    readonly field: string;
    readonly code?: string;
    readonly message: string;
  }[];
}

/** Reads problem details (RFC 9457) out of whatever was thrown. */
export function toProblem(error: unknown): StudioProblem {
  if (!(error instanceof HttpErrorResponse)) {
    return { status: 0, message: error instanceof Error ? error.message : String(error), fields: {} };
  }
  if (error.status === 0) {
    return { status: 0, message: $localize`The studio does not answer. Is it running?`, fields: {} };
  }
  const body = readBody(error.error);
  const told =
    translated(body) ??
    body.detail ??
    body.title ??
    $localize`The studio answered ${error.status}:status: ${error.statusText}:text:.`;
  // The log is searched for it.
  const message =
    error.status === INTERNAL && body.request_id !== undefined
      ? $localize`${told}:problem: (request ${body.request_id}:id:)`
      : told;
  const fields = Object.fromEntries((body.errors ?? []).map((fault) => [fault.field, faultWords(fault)]));
  return { status: error.status, message, fields };
}

function translated({ type, title, detail }: ProblemBody): string | undefined {
  if (detail === undefined || type?.startsWith(TYPE) !== true) return undefined;
  const here = TITLES[type.slice(TYPE.length)];
  return here === undefined || here === title ? undefined : `${here}: ${detail}`;
}

function readBody(body: unknown): ProblemBody {
  if (typeof body === 'object' && body !== null) return body;
  if (typeof body !== 'string') return {};
  try {
    return JSON.parse(body) as ProblemBody;
  } catch {
    return {};
  }
}
