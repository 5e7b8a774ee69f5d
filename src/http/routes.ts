import type { Context, Hono } from 'hono';

import type { Endpoint } from '#market/rights.ts';

import type { HttpEnvironment } from './environment.ts';
import { guard } from './guard.ts';
import type { HttpPorts } from './ports.ts';

type Handler = (c: Context<HttpEnvironment>) => Response | Promise<Response>;

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
    this.#app.on(method, path, guard(endpoint, this.#ports), handler);
  }
}
