import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';

const healthSchema = z.object({ status: z.literal('ok'), uptime_seconds: z.number() }).meta({ id: 'Health' });

@ApiTags('health')
@Controller('health')
export class HealthController {
  /** Says only that this process answers: it must stay cheap while pictures are made. */
  @Get()
  @ApiOkResponse({ standardSchema: healthSchema, description: 'The server answers' })
  read(): z.infer<typeof healthSchema> {
    return { status: 'ok', uptime_seconds: Math.round(process.uptime()) };
  }
}
