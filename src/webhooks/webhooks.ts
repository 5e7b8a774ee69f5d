import type { Clock, Ids } from '#flow/ports.ts';
import { LeaseWorker } from '#flow/lease-worker.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { WEBHOOK_LIFETIME_MS, WEBHOOK_LOG_MS, settleWebhook, signWebhook } from '#market/webhook.ts';
import type { Log } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import type { SealingKeys } from '#store/seal-keys.ts';
import { disableWebhook, findWebhook, webhookTarget } from '#store/webhook.ts';
import type { ClaimedWebhook } from '#store/webhook-delivery.ts';
import {
  claimWebhooks,
  forgetWebhooks,
  renewWebhooks,
  settleWebhook as writeSettlement,
} from '#store/webhook-delivery.ts';

import { makeDeliveries, makeReplays } from './make-deliveries.ts';
import type { EventPoster } from './post-event.ts';
import { tellOwner } from './tell-owner.ts';

export interface WebhookPorts extends Pick<Database, 'db' | 'pool'> {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly keys: SealingKeys;
  readonly poster: EventPoster;
  readonly leaseMs: number;
  /** A notice became due: wake the delivery workers. */
  readonly wake: () => void;
}

const LIMITS = {
  concurrency: 100,
  /** One endpoint that hangs holds no more places than these. */
  perEndpoint: 20,
  pollMs: 1000,
  gatherMs: 10,
};

/** How soon after its commit an event is looked for. Cheap: one row is locked and one index is asked. */
const LOOK_EVERY_MS = 250;
const FORGET_EVERY_MS = 3_600_000;
const FORGOTTEN_AT_ONCE = 1000;

/**
 * Tells webhooks what happened (API 3): at least once, in order per conversation, for three days.
 *
 *   event log ── makeDeliveries ──▶ webhook_delivery ── claimed under a lease ──▶ posted ──▶ settled
 *
 * Any number of nodes may do it; what one has under way when it dies is due again when its lease ends.
 */
export class Webhooks {
  readonly #ports: WebhookPorts;
  readonly #worker: LeaseWorker<ClaimedWebhook>;
  #look: NodeJS.Timeout | undefined;
  #forget: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #forgetting: Promise<void> | null = null;
  #stopped = false;

  constructor(ports: WebhookPorts) {
    this.#ports = ports;
    const { pool, clock, ids, log, leaseMs } = ports;
    this.#worker = new LeaseWorker<ClaimedWebhook>(
      {
        clock,
        ids,
        log,
        failed: 'webhook.pass-failed',
        claim: (now, limit, lease) =>
          claimWebhooks(pool, { now, limit, lease, perEndpoint: LIMITS.perEndpoint }),
        renew: (lease, deliveries) => renewWebhooks(pool, lease, deliveries),
        work: async (delivery, lease) => {
          await tell(delivery, lease.token, ports);
          // What waited behind it in its conversation is due.
          this.#worker.wake();
        },
      },
      { ...LIMITS, leaseMs },
    );
  }

  start(): void {
    this.#worker.start();
    this.#look = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.#forget = setInterval(() => this.#forgetOld(), FORGET_EVERY_MS);
    this.#forgetOld();
  }

  /** Looks for new events now. */
  look(): void {
    if (this.#stopped) return;
    this.#looking ??= this.#makeAll().finally(() => {
      this.#looking = null;
    });
  }

  /** Ends when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#look);
    clearInterval(this.#forget);
    await Promise.all([this.#looking, this.#forgetting]);
    await this.#worker.stop();
    this.#ports.poster.close();
  }

  async #makeAll(): Promise<void> {
    try {
      for (const make of [makeDeliveries, makeReplays]) {
        let more = true;
        while (more && !this.#stopped) {
          const pass = await make(this.#ports);
          if (pass.made > 0) this.#worker.wake();
          more = pass.more;
        }
      }
    } catch (error) {
      this.#ports.log.error('webhook.pass-failed', error);
    }
  }

  #forgetOld(): void {
    const { db, clock, log } = this.#ports;
    const before = new Date(clock.now().getTime() - WEBHOOK_LOG_MS);
    const forget = async (): Promise<void> => {
      while (!this.#stopped && (await forgetWebhooks(db, before, FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE);
    };
    this.#forgetting ??= forget()
      .catch((error: unknown) => log.error('webhook.pass-failed', error))
      .finally(() => {
        this.#forgetting = null;
      });
  }
}

/** One attempt: signed, posted, settled; and the endpoint disabled where it took nothing for three days. */
async function tell(delivery: ClaimedWebhook, leaseToken: string, ports: WebhookPorts): Promise<void> {
  const { db, pool, clock, ids, poster, keys } = ports;
  const begun = clock.now();
  const target = await webhookTarget(db, delivery.endpointId, keys, begun);
  // Disabled or removed meanwhile: what was queued is cancelled or gone.
  if (target === null) return;
  const id = `evt_${delivery.eventSeq}`;
  const timestamp = Math.floor(begun.getTime() / 1000);
  const { payload } = delivery;
  const answer = await poster.post(
    target.url,
    {
      'content-type': 'application/json',
      'user-agent': 'Parley-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook(target.secrets, { id, timestamp, payload }),
    },
    payload,
  );
  const now = clock.now();
  const jitter = (ids.random(1)[0] ?? 0) / 256;
  const { attemptCount, expiresAt } = delivery;
  const settlement = settleWebhook(answer, { attemptCount, now, expiresAt, jitter });
  const durationMs = Math.max(0, now.getTime() - begun.getTime());
  const result = { id: delivery.id, leaseToken, settlement, answer, at: now, durationMs };
  const written = await writeSettlement(pool, result);
  if (written === null) return;
  const isDead =
    settlement.kind === 'expired' &&
    written.failingSince !== null &&
    now.getTime() - written.failingSince.getTime() >= WEBHOOK_LIFETIME_MS;
  if (settlement.kind === 'gone' || isDead)
    await disable(delivery.endpointId, settlement.kind === 'gone' ? 'gone' : 'failing', ports);
}

async function disable(
  endpointId: string,
  because: 'failing' | 'gone',
  { db, clock, ids, log, wake }: WebhookPorts,
): Promise<void> {
  const trace = { at: clock.now(), actor: SYSTEM_ACTOR, auditId: ids.uuid() };
  const isDone = await db.transaction().execute(async (tx) => {
    const endpoint = await findWebhook(tx, endpointId, 'all');
    if (endpoint === null || !(await disableWebhook(tx, endpoint, because, trace))) return false;
    await tellOwner(tx, endpoint, because, { at: trace.at, ids });
    return true;
  });
  if (!isDone) return;
  log.warn('webhook.disabled', { id: endpointId, because });
  wake();
}
