import type { TransmitOutcome, TransmitRequest, Transport } from '#flow/ports.ts';
import { budgetedDns } from '../dns-budget.ts';
import type { Dns } from '../dns.ts';
import { checkMessageBytes, readForwardPath, requireEnvelopeId, requireReversePath } from './envelope.ts';
import { isOutcome, offerMessage, openSession, worthMore } from './hand-over.ts';
import type { Attempt, HopResult, OpenOptions } from './hand-over.ts';
import { findNextHops } from './next-hops.ts';
import type { NextHop } from './next-hops.ts';
import { deferred, refusedHere } from './remote-reply.ts';
import { checkRoutes, routeTo } from './route.ts';
import type { Routes } from './route.ts';
import { POOL_LIMITS, SessionPool } from './session-pool.ts';
import type { PoolLimits } from './session-pool.ts';
import { SESSION_TIMEOUTS } from './session.ts';
import type { SessionTimeouts, SmtpSession } from './session.ts';

export interface TransportOptions {
  /** Our host name, for EHLO; a mail exchanger of this name is this server. */
  readonly helloName: string;
  readonly routes: Routes;
  /** Lets mail out to inside addresses by the DNS too: for demos and tests (threats T14). */
  readonly allowInside?: boolean;
  /** Certificates in PEM to trust beside the usual ones. */
  readonly trustedCertificates?: readonly string[];
  readonly timeouts?: Partial<SessionTimeouts>;
  readonly limits?: Partial<TransportLimits>;
}

export interface TransportLimits extends PoolLimits {
  /** For everything that one `transmit` does, in milliseconds. */
  readonly attemptMs: number;
  /** For all questions to the DNS of one `transmit`, in milliseconds (threats T15). */
  readonly dnsMs: number;
  /** Connections that one `transmit` tries to open. */
  readonly connects: number;
  /** How long `close` lets messages that are under way finish, in milliseconds. */
  readonly closeMs: number;
}

/** Twenty minutes leave room for the ten that a host may take over the final dot (RFC 5321 §4.5.3.2.6). */
const TRANSPORT_LIMITS: TransportLimits = {
  ...POOL_LIMITS,
  attemptMs: 20 * 60_000,
  dnsMs: 20_000,
  connects: 6,
  closeMs: 10_000,
};

/** MX and two kinds of address for ten hosts. */
const DNS_QUESTIONS = 21;

export interface TransportPorts {
  readonly dns: Dns;
  /** In [0, 1): the order among mail exchangers of one preference. */
  readonly random: () => number;
}

/**
 * The way out: one message to one recipient per transaction, and what became of it (relay paper, section 2).
 *
 * `transmit` never rejects for what happens on the network or what a remote says; it throws for bytes and
 * envelopes that our own code must not make. At most `attemptMs` pass until it settles.
 */
export class SmtpTransport implements Transport {
  readonly #ports: TransportPorts;
  readonly #routes: Routes;
  readonly #limits: TransportLimits;
  readonly #ownNames: ReadonlySet<string>;
  readonly #openOptions: OpenOptions;
  readonly #pool: SessionPool;
  readonly #underWay = new Map<AbortController, Promise<TransmitOutcome>>();
  #closed = false;

  /** Throws a RangeError for a configuration that makes no sense. */
  constructor(ports: TransportPorts, options: TransportOptions) {
    checkRoutes(options.routes);
    // SECURITY: the name goes into a command as it is (threats T4, CVE-2026-82853).
    if (!/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/u.test(options.helloName))
      throw new RangeError('the host name for EHLO is no host name');
    this.#ports = ports;
    this.#routes = options.routes;
    this.#limits = { ...TRANSPORT_LIMITS, ...options.limits };
    this.#ownNames = new Set([options.helloName.toLowerCase()]);
    this.#openOptions = {
      helloName: options.helloName,
      timeouts: { ...SESSION_TIMEOUTS, ...options.timeouts },
      trustedCertificates: options.trustedCertificates ?? [],
      allowInside: options.allowInside ?? false,
    };
    this.#pool = new SessionPool(this.#limits);
  }

  async transmit(request: TransmitRequest): Promise<TransmitOutcome> {
    if (this.#closed) return deferred(null, '4.3.2', 'the server is stopping');
    const ascii = checkMessageBytes(request.bytes);
    const reversePath = requireReversePath(request.reversePath);
    const envelopeId = requireEnvelopeId(request.envelopeId);
    const path = readForwardPath(request.forwardPath);
    if (path === null) return refusedHere(null, '5.1.3', 'the address of the recipient is not well-formed');
    const message = { reversePath, forwardPath: path.path, envelopeId, bytes: request.bytes, ascii };
    return this.#withinTime(async (signal) => {
      const dns = budgetedDns(this.#ports.dns, { totalMs: this.#limits.dnsMs, maxQuestions: DNS_QUESTIONS });
      try {
        return await this.#attempt({ path, message, dns, signal, connectsLeft: this.#limits.connects });
      } finally {
        dns.end();
      }
    });
  }

  async #withinTime(attempt: (signal: AbortSignal) => Promise<TransmitOutcome>): Promise<TransmitOutcome> {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), this.#limits.attemptMs);
    const work = attempt(giveUp.signal);
    this.#underWay.set(giveUp, work);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(giveUp);
    }
  }

  async #attempt(attempt: Attempt): Promise<TransmitOutcome> {
    const { domain } = attempt.path;
    const ports = { dns: attempt.dns, random: this.#ports.random };
    const found = await findNextHops(domain, routeTo(domain, this.#routes), ports, this.#ownNames);
    if (found.kind === 'outcome') return found.outcome;
    let outcome: TransmitOutcome | null = null;
    for (const hop of found.hops) {
      if (attempt.connectsLeft <= 0 || attempt.signal.aborted) break;
      const result = await this.#tryHop(hop, attempt);
      if (result.kind === 'settled') return result.outcome;
      outcome = worthMore(outcome, result.outcome);
    }
    return outcome ?? deferred(null, '4.4.7', 'given up before a host was tried');
  }

  async #tryHop(hop: NextHop, attempt: Attempt): Promise<HopResult> {
    const key = `${hop.host} ${hop.port} ${hop.tls} ${hop.credentials?.user ?? ''}`;
    const turn = await this.#pool.take(key, attempt.signal).catch(() => 'no turn' as const);
    if (turn === 'no turn')
      return {
        kind: 'elsewhere',
        outcome: deferred(hop.host, '4.4.5', 'the host is busy with other mail of ours'),
      };
    let session: SmtpSession | null = turn;
    try {
      if (session !== null) {
        const result = await offerMessage(session, attempt);
        // A session that was kept may have died meanwhile: that says nothing about the host.
        if (result.kind === 'settled' || session.isOpen) return await this.#afterwards(session, result);
      }
      session = null;
      const opened = await openSession(hop, attempt, this.#openOptions);
      if (isOutcome(opened)) return { kind: 'elsewhere', outcome: opened };
      session = opened;
      return await this.#afterwards(session, await offerMessage(session, attempt));
    } catch (error) {
      session?.close();
      throw error;
    } finally {
      this.#pool.give(key, session);
    }
  }

  /** A message that wasn't taken leaves a transaction behind: it is ended before the session serves another. */
  async #afterwards(session: SmtpSession, result: HopResult): Promise<HopResult> {
    const wasTaken = result.kind === 'settled' && result.outcome.kind === 'handed-over';
    if (!wasTaken && session.isOpen) await session.reset().catch(() => session.close());
    return result;
  }

  /**
   * Takes no more messages, lets those under way finish for `closeMs`, then breaks them off (they come out
   * as deferred), and takes leave of every host.
   */
  async close(): Promise<void> {
    this.#closed = true;
    const timer = setTimeout(() => {
      for (const giveUp of this.#underWay.keys()) giveUp.abort();
    }, this.#limits.closeMs);
    await Promise.allSettled(this.#underWay.values());
    clearTimeout(timer);
    await this.#pool.close();
  }
}
