import { HttpErrorResponse } from '@angular/common/http';
import { describe, expect, it } from 'vitest';

import { toProblem } from './problem';

describe('toProblem', () => {
  it('reads problem details with one entry per field', () => {
    const error = {
      title: 'Unprocessable Content',
      detail: 'The request has a fault.',
      errors: [{ field: 'steps', code: 'out-of-range', message: 'steps is 99' }],
    };
    expect(toProblem(new HttpErrorResponse({ status: 422, error }))).toEqual({
      status: 422,
      message: 'The request has a fault.',
      fields: { steps: 'steps is 99' },
    });
  });

  it('says what kind of problem it is where the app speaks another language than the studio', () => {
    const error = { type: 'urn:cyberimage:problem:queue-full', detail: 'It holds 1000 jobs.' };
    const tell = (title: string): string =>
      toProblem(new HttpErrorResponse({ status: 503, error: { ...error, title } })).message;
    expect(tell('The queue is full')).toBe('It holds 1000 jobs.');
    expect(tell('A title that the app has other words for')).toBe('The queue is full: It holds 1000 jobs.');
  });

  it('reads a body that came as text', () => {
    const error = new HttpErrorResponse({ status: 404, error: '{"title":"Not Found"}' });
    expect(toProblem(error).message).toBe('Not Found');
  });

  it('names the request whose lines in the log tell more', () => {
    const error = { detail: 'Its log holds the details', request_id: 'abc' };
    expect(toProblem(new HttpErrorResponse({ status: 500, error })).message).toBe(
      'Its log holds the details (request abc)',
    );
    expect(toProblem(new HttpErrorResponse({ status: 404, error })).message).toBe(
      'Its log holds the details',
    );
  });

  it('says something useful of a body that is no problem details', () => {
    const error = new HttpErrorResponse({ status: 502, statusText: 'Bad Gateway', error: '<html>' });
    expect(toProblem(error).message).toBe('The studio answered 502 Bad Gateway.');
  });

  it('tells a studio that does not answer from one that refuses', () => {
    expect(toProblem(new HttpErrorResponse({ status: 0 })).message).toContain('does not answer');
  });
});
