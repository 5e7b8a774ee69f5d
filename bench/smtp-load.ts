// Sends prepared messages over SMTP from many sessions at once and prints how long the answers took.
// Runs as a process of its own, so that the load doesn't share the server's event loop:
//   node bench/smtp-load.ts PLAN.json   (see LoadPlan)
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export interface LoadPlan {
  readonly port: number;
  readonly sessions: number;
  /** A new connection for each message, instead of one per session. */
  readonly reconnect: boolean;
  /** Each message: envelope and the path of its bytes (dot-stuffed, CRLF, without the final dot). */
  readonly messages: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: string;
    readonly offset: number;
    readonly length: number;
  }[];
}

export interface LoadResult {
  readonly accepted: number;
  readonly refused: number;
  /** The first refusals, as the server put them. */
  readonly refusals: readonly string[];
  readonly seconds: number;
  /** From the last byte of DATA to the answer, milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** Reads reply lines of one connection; a reply ends with a line "NNN text". */
class Replies {
  #buffer = '';
  readonly #waiting: ((reply: string) => void)[] = [];
  readonly #ready: string[] = [];

  constructor(socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (data: string) => {
      this.#buffer += data;
      for (;;) {
        const match = /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/u.exec(this.#buffer);
        if (match === null) return;
        this.#buffer = this.#buffer.slice(match[0].length);
        const next = this.#waiting.shift();
        if (next === undefined) this.#ready.push(match[0]);
        else next(match[0]);
      }
    });
    socket.on('close', () => {
      for (const next of this.#waiting.splice(0)) next('000 connection closed');
    });
  }

  next(): Promise<string> {
    const ready = this.#ready.shift();
    return ready === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(ready);
  }
}

interface Session {
  readonly socket: Socket;
  readonly replies: Replies;
}

async function open(port: number): Promise<Session> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  const replies = new Replies(socket);
  await replies.next();
  socket.write('EHLO load.example\r\n');
  await replies.next();
  return { socket, replies };
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadPlan;
const files = new Map(
  [...new Set(plan.messages.map(({ path }) => path))].map((path) => [path, readFileSync(path)]),
);
const end = Buffer.from('\r\n.\r\n');
let nextMessage = 0;
let accepted = 0;
const refusals: string[] = [];
let refused = 0;
const waits: number[] = [];

async function sendOne({ socket, replies }: Session, message: LoadPlan['messages'][number]): Promise<void> {
  // RFC 2920: MAIL, RCPT and DATA in one segment.
  socket.write(`MAIL FROM:<${message.from}>\r\nRCPT TO:<${message.to}>\r\nDATA\r\n`);
  await replies.next();
  const recipient = await replies.next();
  const data = await replies.next();
  if (!data.startsWith('354')) {
    refused += 1;
    if (refusals.length < 5) refusals.push(recipient.trim(), data.trim());
    return;
  }
  const bytes = files.get(message.path)?.subarray(message.offset, message.offset + message.length);
  socket.write(bytes ?? '');
  socket.write(end);
  const asked = performance.now();
  const answer = await replies.next();
  waits.push(performance.now() - asked);
  if (answer.startsWith('250')) accepted += 1;
  else {
    refused += 1;
    if (refusals.length < 5) refusals.push(answer.trim());
  }
}

async function runSession(): Promise<void> {
  let session = plan.reconnect ? null : await open(plan.port);
  for (;;) {
    const message = plan.messages[nextMessage];
    nextMessage += 1;
    if (message === undefined) break;
    session ??= await open(plan.port);
    await sendOne(session, message);
    if (plan.reconnect) {
      session.socket.end('QUIT\r\n');
      session = null;
    }
  }
  session?.socket.end('QUIT\r\n');
}

const started = performance.now();
await Promise.all(Array.from({ length: plan.sessions }, runSession));
const seconds = (performance.now() - started) / 1000;
waits.sort((one, other) => one - other);
const at = (share: number): number =>
  waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0;
const result: LoadResult = { accepted, refused, refusals, seconds, p50: at(0.5), p99: at(0.99) };
console.log(JSON.stringify(result));
process.exit(0);
