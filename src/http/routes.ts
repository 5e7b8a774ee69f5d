import type { Context, Hono } from 'hono';

import type { Endpoint } from '#market/rights.ts';

import type { HttpEnvironment } from './environment.ts';
import { guard } from './guard.ts';
import { repeatable } from './once.ts';
import type { HttpPorts } from './ports.ts';

type Handler = (c: Context<HttpEnvironment>) => Response | Promise<Response>;

/** Those that tell the flow of the key, or know by what they are given that it was there before. */
const KNOWS_REPEATS: ReadonlySet<Endpoint> = new Set<Endpoint>([
  'POST /api/v1/orders/:marketplace/:id/messages',
  'POST /api/v1/conversations/:id/messages',
  'POST /api/v1/questions',
  'POST /api/v1/sellers/:seller/review-requests',
  'POST /api/v1/sellers/:seller/feeds',
  'POST /api/v1/orders/import',
]);

/** Registers endpoints: only those that the table of rights knows, each behind its guard. */
export class Routes {
  readonly #app: Hono<HttpEnvironment>;
  readonly #ports: HttpPorts;

  constructor(app: Hono<HttpEnvironment>, ports: HttpPorts) {
    this.#app = app;
    this.#ports = ports;
  }

  add(endpoint: Endpoint, handler: Handler): void {
    const [method = '', path = ''] = endpoint.split(' ');
    const isWrite = method !== 'GET' && path.startsWith('/api/') && !KNOWS_REPEATS.has(endpoint);
    this.#app.on(
      method,
      path,
      guard(endpoint, this.#ports),
      isWrite ? repeatable(handler, this.#ports) : handler,
    );
  }
}
