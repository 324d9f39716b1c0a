import { HttpStatus, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { DEFAULT_INSTRUCTION, writeInstruction, type EnrichmentCue } from './enrichment-cues.js';

/** What to make of a prompt. */
export interface EnrichmentRequest {
  readonly prompt: string;
  readonly instruction: string;
  readonly cues: readonly EnrichmentCue[];
}

/** Has a language model write a prompt out, through an OpenAI-compatible endpoint. */
@Injectable()
export class PromptEnricher {
  constructor(
    private readonly settings: Settings,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  get isAvailable(): boolean {
    const { baseUrl, model } = this.settings.enrichment;
    return baseUrl !== undefined && model !== undefined;
  }

  /** What is asked for where a request says nothing else. */
  get instruction(): string {
    return this.settings.enrichment.instruction ?? DEFAULT_INSTRUCTION;
  }

  /**
   * The new prompt piece by piece. Every enrichment is on record, failed ones too.
   *
   * @throws ProblemException 503 without an endpoint, 502 when it fails, 504 when it takes too long
   */
  async *enrich(request: EnrichmentRequest, actor: string, signal: AbortSignal): AsyncIterable<string> {
    const deadline = AbortSignal.timeout(this.settings.enrichment.timeoutMs);
    const startMs = performance.now();
    let result = '';
    try {
      for await (const piece of this.ask(request, AbortSignal.any([signal, deadline]))) {
        result += piece;
        yield piece;
      }
      // The client ends an aborted stream as if it were whole.
      if (signal.aborted || deadline.aborted) throw new Error('aborted');
      if (result.trim() === '') throw badGateway('The language model gave an empty answer');
    } catch (error) {
      const problem = deadline.aborted ? this.tooLate() : await this.toProblem(error);
      await this.record(request, actor, startMs, { error: signal.aborted ? 'cancelled' : problem.detail });
      throw problem;
    }
    await this.record(request, actor, startMs, { result });
  }

  private async *ask(
    { prompt, instruction, cues }: EnrichmentRequest,
    signal: AbortSignal,
  ): AsyncIterable<string> {
    const { baseUrl, apiKey, model, timeoutMs } = this.settings.enrichment;
    if (baseUrl === undefined || model === undefined) {
      const detail =
        'No language model is set up: ENRICH_BASE_URL and ENRICH_MODEL name one, in the settings or in .env';
      throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'unavailable', detail);
    }
    const { OpenAI } = await loadClient();
    // Made anew each time, for the settings may have changed. Servers at home take any key; the client
    // insists on one.
    const client = new OpenAI({
      baseURL: baseUrl,
      apiKey: apiKey ?? 'none',
      maxRetries: 0,
      timeout: timeoutMs,
    });
    const messages = [
      { role: 'system', content: writeInstruction(instruction, cues) },
      { role: 'user', content: prompt },
    ] as const;
    const stream = await client.chat.completions.create(
      { model, messages: [...messages], stream: true },
      { signal },
    );
    for await (const { choices } of stream) {
      const piece = choices[0]?.delta.content;
      if (typeof piece === 'string' && piece !== '') yield piece;
    }
  }

  private async toProblem(error: unknown): Promise<ProblemException> {
    if (error instanceof ProblemException) return error;
    const { APIConnectionError, APIError } = await loadClient();
    if (error instanceof APIConnectionError) return badGateway('The language model cannot be reached');
    if (error instanceof APIError && (error.status === 401 || error.status === 403)) {
      const hasKey = this.settings.enrichment.apiKey !== undefined;
      return badGateway(
        hasKey
          ? 'The language model refused the key (ENRICH_API_KEY)'
          : 'The language model wants a key, and none is set (ENRICH_API_KEY)',
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    return badGateway(`The language model failed: ${reason}`);
  }

  private tooLate(): ProblemException {
    const seconds = this.settings.enrichment.timeoutMs / 1000;
    const detail = `The language model took longer than ${seconds} s (ENRICH_TIMEOUT_SECONDS)`;
    return new ProblemException(HttpStatus.GATEWAY_TIMEOUT, 'unavailable', detail);
  }

  private async record(
    { prompt, instruction, cues }: EnrichmentRequest,
    actor: string,
    startMs: number,
    outcome: { readonly result: string } | { readonly error: string },
  ): Promise<void> {
    const seconds = Number(((performance.now() - startMs) / 1000).toFixed(2));
    const model = this.settings.enrichment.model ?? null;
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, {
        actor,
        action: 'result' in outcome ? 'prompt.enriched' : 'prompt.enrichment-failed',
        subjectType: 'prompt',
        subjectId: uuidv7(),
        data: { prompt, instruction, cues: [...cues], model, seconds, ...outcome },
      }),
    );
  }
}

/** With the first prompt: its hundreds of modules would take a tenth of the time of each start. */
function loadClient(): Promise<typeof import('openai')> {
  return import('openai');
}

function badGateway(detail: string): ProblemException {
  return new ProblemException(HttpStatus.BAD_GATEWAY, 'unavailable', detail);
}
