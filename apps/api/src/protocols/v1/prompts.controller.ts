import { Body, Controller, Get, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { toProblem, toProblemException } from '../../platform/errors/to-problem-exception.js';
import { componentSchema } from '../../platform/http/component-schema.js';
import { ENRICHMENT_CUES, type EnrichmentCue } from '../../prompts/enrichment-cues.js';
import { PromptEnricher } from '../../prompts/prompt-enricher.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { enrichEventSchema, enrichOptionsSchema, enrichRequestSchema } from './schemas/prompt.schema.js';

type EnrichEvent = z.infer<typeof enrichEventSchema>;

const CUES = Object.entries(ENRICHMENT_CUES) as [EnrichmentCue, string][];

@ApiTags('prompts')
@Controller('api/v1/prompts')
export class PromptsController {
  constructor(private readonly enricher: PromptEnricher) {}

  /** What an enrichment can be told. */
  @Get('enrich')
  @ApiOkResponse({ standardSchema: enrichOptionsSchema, description: 'Cues and instruction' })
  options(): z.infer<typeof enrichOptionsSchema> {
    const cues = CUES.map(([name, label]) => ({ name, label }));
    return { available: this.enricher.isAvailable, instruction: this.enricher.instruction, cues };
  }

  /**
   * The enriched prompt as server-sent events: `delta` for each piece, then `done` with the whole text. A
   * failure before the first piece is a problem; a later one is the event `failed`.
   */
  @Post('enrich')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({
    description: 'The stream',
    content: { 'text/event-stream': { schema: componentSchema(enrichEventSchema) } },
  })
  @ApiProblem({
    422: 'Fields are wrong, each named',
    502: 'The language model failed',
    503: 'No language model is set up',
    504: 'The language model took too long',
  })
  async enrich(
    @Body({ schema: enrichRequestSchema }) body: z.infer<typeof enrichRequestSchema>,
    @ClientActor() actor: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    const cues = CUES.map(([name]) => name).filter((name) => body.cues[name]);
    const { prompt, instruction = this.enricher.instruction } = body;
    const stream = this.enricher.enrich({ prompt, instruction, cues }, actor, left.signal);
    const pieces = stream[Symbol.asyncIterator]();
    let next = await pieces.next();
    const send = openStream(reply);
    let text = '';
    try {
      for (; next.done !== true; next = await pieces.next()) {
        text += next.value;
        send({ type: 'delta', text: next.value });
      }
      send({ type: 'done', text: text.trim() });
    } catch (error) {
      send({ type: 'failed', problem: toProblem(toProblemException(error), request) });
    }
    reply.raw.end();
  }
}

function openStream(reply: FastifyReply): (event: EnrichEvent) => void {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  reply.raw.writeHead(HttpStatus.OK, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  return (event) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`);
}
