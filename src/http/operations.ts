import { inspectionBacklog } from '#store/inspection.ts';
import { queueDepth } from '#store/queue.ts';

import type { Counter, HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { Routes } from './routes.ts';

/** What runs the server asks: is it alive, does it take requests, how is it doing (OPS 4). */
export function operationRoutes(routes: Routes, ports: HttpPorts): void {
  const { db, pool } = ports.database;

  // Alive says that the process answers, no more: a database that is away is no reason to restart it.
  routes.add('GET /health', (c) => c.json({ status: 'alive' }));

  routes.add('GET /ready', async (c) => {
    if (ports.pressure() !== null) return problem(c, 'busy');
    await pool.query('select 1');
    return c.json({ status: 'ready' });
  });

  routes.add('GET /metrics', async () => {
    const now = ports.clock.now();
    const { queued, due, oldestCreatedAt } = await queueDepth(db, now);
    const age = oldestCreatedAt === null ? 0 : (now.getTime() - oldestCreatedAt.getTime()) / 1000;
    const inspections = await inspectionBacklog(db, now);
    const text =
      counterLines(ports.counters()) +
      gauge('parley_queue_deliveries', 'Deliveries that wait or are on their way.', queued) +
      gauge('parley_queue_due_deliveries', 'Deliveries that are due and not taken yet.', due) +
      gauge('parley_queue_oldest_seconds', 'Age of the oldest delivery in the queue.', Math.max(0, age)) +
      gauge(
        'parley_inspections_waiting',
        'Messages whose files are to be looked into.',
        inspections.waiting,
      ) +
      gauge(
        'parley_inspections_oldest_seconds',
        'How long the first of them has waited.',
        inspections.oldestSeconds,
      );
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  });
}

function gauge(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}

/** Prometheus text format 0.0.4: all samples of a name stand together under its HELP and TYPE. */
function counterLines(counters: readonly Counter[]): string {
  const byName = Map.groupBy(counters, ({ name }) => name);
  let text = '';
  for (const [name, samples] of byName) {
    text += `# HELP ${name} ${escapeText(samples[0]?.help ?? '')}\n# TYPE ${name} counter\n`;
    for (const { labels, value } of samples) text += `${name}${labelText(labels)} ${value}\n`;
  }
  return text;
}

function labelText(labels: Counter['labels']): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${escapeText(value).replaceAll('"', String.raw`\"`)}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeText(text: string): string {
  return text.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}
