import { HttpErrorResponse } from '@angular/common/http';

/** What went wrong with a request to the studio, for people; with the fields at fault where it says so. */
export interface StudioProblem {
  readonly status: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

const INTERNAL = 500;

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly request_id?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
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
    body.detail ??
    body.title ??
    $localize`The studio answered ${error.status}:status: ${error.statusText}:text:.`;
  // The log is searched for it.
  const message =
    error.status === INTERNAL && body.request_id !== undefined
      ? $localize`${told}:problem: (request ${body.request_id}:id:)`
      : told;
  const fields = Object.fromEntries((body.errors ?? []).map((fault) => [fault.field, fault.message]));
  return { status: error.status, message, fields };
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
