import { inject, Injectable } from '@angular/core';

import { Api } from './generated/api';
import { promptsOptions } from './generated/fn/prompts/prompts-options';
import type { EnrichEvent } from './generated/models/enrich-event';
import type { EnrichOptions } from './generated/models/enrich-options';
import type { EnrichRequest } from './generated/models/enrich-request';

const FAILED = $localize`The prompt could not be enriched.`;

/** Lets a language model write more of a prompt. */
@Injectable({ providedIn: 'root' })
export class PromptEnricher {
  private readonly api = inject(Api);

  options(): Promise<EnrichOptions> {
    return this.api.invoke(promptsOptions);
  }

  /**
   * @param hear called with the whole text so far for each piece that comes
   * @returns the enriched prompt
   */
  async enrich(body: EnrichRequest, hear: (text: string) => void, signal: AbortSignal): Promise<string> {
    // HttpClient gives a stream only when it is over.
    const response = await fetch('/api/v1/prompts/enrich', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok || response.body === null) {
      const problem = (await response.json().catch(() => ({}))) as { detail?: string };
      throw new Error(problem.detail ?? FAILED);
    }
    let text = '';
    for await (const event of readEvents(response.body)) {
      if (event.type === 'done') return event.text;
      if (event.type === 'failed') throw new Error(event.problem.detail);
      text += event.text;
      hear(text);
    }
    throw new Error(FAILED);
  }
}

async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<EnrichEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (rest + decoder.decode(part.value, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      if (block.startsWith('data: ')) yield JSON.parse(block.slice('data: '.length)) as EnrichEvent;
    }
  }
}
