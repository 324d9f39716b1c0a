import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A chat request as it arrived. */
interface ChatRequest {
  readonly authorization: string | undefined;
  readonly body: { model: string; messages: { role: string; content: string }[]; stream: boolean };
}

/** A real HTTP server that speaks the streaming part of OpenAI's chat protocol. */
export interface LanguageModel extends AsyncDisposable {
  readonly url: string;
  readonly requests: ChatRequest[];
  /** How the next requests are answered; `wait` holds back all but the first piece until `goOn`. */
  answer: 'whole' | 'wait' | 'refuse-key' | 'fail' | 'break' | 'hang';
  readonly goOn: () => void;
}

const PIECES = ['A neon ', 'cat, ', 'rain'];

export async function startLanguageModel(): Promise<LanguageModel> {
  let waiting = Promise.withResolvers<void>();
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const model: LanguageModel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests: [],
    answer: 'whole',
    goOn: () => waiting.resolve(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest['body'];
    model.requests.push({ authorization: request.headers.authorization, body });
    if (model.answer === 'hang') return;
    if (model.answer === 'refuse-key' || model.answer === 'fail') {
      const [status, message] = model.answer === 'fail' ? [500, 'out of memory'] : [401, 'wrong key'];
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ error: { message } }));
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const content of PIECES) {
      const chunk = { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      if (model.answer === 'break') {
        // A turn later, so that the piece is on its way before the connection ends.
        setImmediate(() => response.destroy());
        return;
      }
      if (model.answer === 'wait' && content === PIECES[0]) {
        await waiting.promise;
        waiting = Promise.withResolvers();
      }
    }
    response.end('data: [DONE]\n\n');
  }

  return model;
}
