import { randomUUID } from 'node:crypto';
import { BackendError, type GenerationEvent } from '@cyberimage/core';
import { mapInputs, type ApiGraph } from './graph-template.js';
import { runGraph, type RunContext } from './run-graph.js';

/**
 * Runs `graph` and fetches the first picture that it gives.
 *
 * @param work what the picture is for: job and index
 * @returns the bytes of its file
 * @throws BackendError, or the signal's reason
 */
export async function* makePicture(
  graph: ApiGraph,
  work: readonly (string | number)[],
  context: RunContext,
): AsyncGenerator<GenerationEvent, Uint8Array> {
  // A job that was edited meanwhile must not get the picture of what it was.
  const runs = [
    [graph, [...work, JSON.stringify(graph)]],
    [underAnotherName(graph), [randomUUID()]],
  ] as const;
  for (const [attempt, identity] of runs) {
    const [image] = yield* runGraph(attempt, identity, context);
    const data = image === undefined ? undefined : await context.client.view(image, context.signal);
    if (data !== undefined) return data;
  }
  throw new BackendError('internal', 'the graph ended without a picture; does it have a SaveImage node?');
}

/**
 * A run that is all in the server's cache may come back without pictures, or with one whose file is gone.
 * Under another file name the last node runs again, and only that.
 */
function underAnotherName(graph: ApiGraph): ApiGraph {
  const suffix = `-${randomUUID().slice(0, 8)}`;
  return mapInputs(graph, (value, input) =>
    input === 'filename_prefix' && typeof value === 'string' ? `${value}${suffix}` : value,
  );
}
