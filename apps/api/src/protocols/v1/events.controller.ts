import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { appEventSchema } from '../../platform/events/app-event.js';
import { EventLog } from '../../platform/events/event-log.service.js';
import { componentSchema } from '../../platform/http/component-schema.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { EventStream } from './event-stream.js';

const querySchema = z.strictObject({
  last_event_id: z.string().optional().describe('Where to go on, for clients that cannot send Last-Event-ID'),
});

@ApiTags('events')
@Controller('api/v1/events')
export class EventsController {
  constructor(private readonly log: EventLog) {}

  /**
   * Server-sent events, each an AppEvent as JSON under an id. A client that comes back with the last id it
   * saw (header Last-Event-ID) gets what it missed; when that is not known any more it gets `reset`.
   */
  @Get()
  @ApiOkResponse({
    description: 'The stream',
    content: { 'text/event-stream': { schema: componentSchema(appEventSchema) } },
  })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  stream(
    @Query({ schema: querySchema }) query: z.infer<typeof querySchema>,
    @Headers('last-event-id') header: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    reply.hijack();
    const stream = new EventStream(reply, this.log.lastEventId);
    // Fastify answers HEAD by the route of GET; nobody would ever end that connection.
    if (request.method === 'HEAD') return stream.end();
    const lastEventId = header ?? query.last_event_id;
    const missed = lastEventId === undefined ? undefined : this.log.since(lastEventId);
    if (missed?.known === false) stream.send({ id: this.log.lastEventId, event: { type: 'reset' } });
    else missed?.events.forEach((logged) => stream.send(logged));
    const endSubscription = this.log.listen((logged) => stream.send(logged));
    request.raw.once('close', () => {
      endSubscription();
      stream.end();
    });
  }
}
