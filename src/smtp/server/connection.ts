import { isAscii, isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import type { SMTPServer } from 'smtp-server';
import type { MailDoor } from '#flow/mail-door.ts';
import type { SmtpClientFacts } from '#flow/ports.ts';
import type { Log } from '#src/log.ts';
import { isPositive } from '#mail/smtp-reply.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import { CommandStream } from './command-stream.ts';
import { Deadlines } from './deadlines.ts';
import type { Expired } from './deadlines.ts';
import { MessageBuffer } from './message-buffer.ts';
import type { MessageMemory } from './message-buffer.ts';
import type { SmtpLimits } from './options.ts';
import { readMailParameters, readPathCommand } from './path-command.ts';
import { foldReply, replies } from './replies.ts';
import type { WireFault } from './wire-reader.ts';

/** What all connections of one server share. */
export interface ConnectionContext<Recipient> {
  readonly door: MailDoor<Recipient>;
  readonly log: Log;
  readonly limits: SmtpLimits;
  readonly memory: MessageMemory;
  /** Whether so many connections are open that patience has to be short (threats T8). */
  readonly stressed: () => boolean;
  readonly stopping: () => boolean;
  /** Called once, when the socket is closed, by whichever side. */
  readonly closed: (connection: MailConnection<Recipient>) => void;
}

interface Transaction<Recipient> {
  readonly client: SmtpClientFacts;
  readonly smtpUtf8: boolean;
  readonly recipients: Recipient[];
}

/** Known commands that aren't for everybody, and what asking for them says in the log. */
const REFUSED_COMMANDS: ReadonlyMap<string, SmtpReply> = new Map([
  ['AUTH', replies.notOffered],
  ['EXPN', replies.notOffered],
  ['TURN', replies.notOffered],
  ['ETRN', replies.notOffered],
  ['XCLIENT', replies.notTrusted],
  ['XFORWARD', replies.notTrusted],
  ['PROXY', replies.notTrusted],
]);

/** RFC 2920 §3.2: their replies may wait for those of the commands that came with them. */
const HELD_REPLIES = new Set(['MAIL', 'RCPT']);

/** They ask for work and bring no message nearer. */
const IDLE_COMMANDS = new Set(['NOOP', 'RSET', 'VRFY', 'HELP', 'EHLO', 'HELO']);

/**
 * One SMTP session. smtp-server has the socket, the greeting, HELO and EHLO, the change to TLS and the order of
 * commands; here is what it hasn't: strict lines (CommandStream), paths as they were written, enhanced status by
 * reply, deadlines, limits, and the door.
 *
 * The base class's constructor calls `_createParser` before the fields of this class exist, so nothing there may
 * touch them until the first octet comes.
 */
export class MailConnection<Recipient> extends SMTPConnection {
  /** As it was counted when it came in. */
  readonly clientAddress: string;
  readonly #context: ConnectionContext<Recipient>;
  readonly #deadlines: Deadlines;
  #transaction: Transaction<Recipient> | null = null;
  #message: MessageBuffer | null = null;
  #errors = 0;
  #idleCommands = 0;
  #answering = false;
  /** The socket that keeps replies back at present. */
  #holding: Socket | null = null;

  constructor(
    server: SMTPServer,
    socket: Socket,
    clientAddress: string,
    context: ConnectionContext<Recipient>,
  ) {
    super(server, socket, { remoteAddress: clientAddress });
    this.clientAddress = clientAddress;
    this.#context = context;
    this.#deadlines = new Deadlines(context.limits, (expired) => this.#late(expired));
  }

  /** True while closing now would lose nothing that the client has begun. */
  get idle(): boolean {
    return this.#transaction === null && !this.#answering;
  }

  /** Ends the session with a 421 (RFC 5321 §3.8). */
  end(reply: SmtpReply): void {
    this.reply(reply);
    this.close();
  }

  /** Ends the session and doesn't wait for the client to do so too. */
  abort(reply: SmtpReply): void {
    this.end(reply);
    this._socket.destroySoon();
  }

  reply(reply: SmtpReply): void {
    this.send(reply.code, foldReply(reply.text), reply.enhanced);
  }

  // What smtp-server calls.

  /**
   * RFC 5321 §3.1 has the client wait for the greeting. smtp-server waits 100 ms to see whether it does; here
   * it is one turn of the event loop, which costs nobody anything and still shows those who send at once
   * (threats T7). No reverse look-up: SPF and the alias decide, and the name would only slow the greeting down.
   */
  override init(): void {
    this._setListeners(() => {
      this.#deadlines.startSession();
      this.#deadlines.awaitCommand(this.#context.stressed());
      setImmediate(() => this.connectionReady());
    });
  }

  override _sendGreeting(): void {
    if (this.#stream.octets > 0) this.#earlyTalker();
    else super._sendGreeting();
  }

  // The idle timeout of the socket begins anew with every octet; the deadlines don't.
  override _armTimeout(): void {}

  override _createParser(): CommandStream {
    const stream = new CommandStream({
      limits: () => this.#context.limits,
      onEndOfData: (resume) => void this.#endOfData(resume),
      onWait: () => this.#sendHeld(),
      onFault: (fault) => this.#fault(fault),
    });
    stream.oncommand = (command, resume) => this._onCommand(command, resume);
    return stream;
  }

  override _onCommand(command: Buffer, resume: () => void = () => undefined): void {
    const { limits, log, stressed, stopping } = this.#context;
    this.#deadlines.awaitCommand(stressed());
    if (!this._ready) return this.#earlyTalker();
    const name = command.toString('latin1').split(' ', 1)[0]?.toUpperCase() ?? '';
    if (HELD_REPLIES.has(name)) this.#hold();
    else if (name !== 'DATA') this.#sendHeld();
    if (IDLE_COMMANDS.has(name) && (this.#idleCommands += 1) > limits.idleCommands)
      return this.end(replies.tooManyCommands);
    const refusal = isUtf8(command) ? REFUSED_COMMANDS.get(name) : replies.notUtf8;
    if (refusal !== undefined) {
      if (refusal === replies.notTrusted)
        log.warn('smtp.proxy-header-ignored', { session: this.id, command: name });
      this.reply(refusal);
      return this._whenWritable(resume);
    }
    super._onCommand(command, () => {
      if (stopping() && this.idle) this.end(replies.stopping);
      else resume();
    });
  }

  /** `context` may be an enhanced status: then that is the one. Counts what the client did wrong. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    super.send(code, data, context);
    if (code < 500 || this.#answering || this._closing) return;
    this.#errors += 1;
    if (this.#errors >= this.#context.limits.errors) this.end(replies.tooManyErrors);
  }

  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    if (typeof context === 'string' && /^[245]\.\d+\.\d+$/u.test(context)) return context;
    return super._getEnhancedStatusCode(code, context);
  }

  /** Replies to a pipelined envelope leave in one segment: each write of its own costs as much as a look-up. */
  #hold(): void {
    if (this.#holding !== null) return;
    this.#holding = this._socket;
    this.#holding.cork();
  }

  #sendHeld(): void {
    this.#holding?.uncork();
    this.#holding = null;
  }

  /** HELO, EHLO, RSET, STARTTLS and the end of a message: whatever was begun is forgotten. */
  override _resetSession(): void {
    super._resetSession();
    this.#transaction = null;
    this.#deadlines.endTransaction();
  }

  override _onClose(): void {
    const closedBefore = this._closed;
    super._onClose();
    if (closedBefore) return;
    this.#deadlines.stop();
    if (!this.#answering) this.#message?.release();
    this.#context.closed(this);
  }

  // Commands.

  override handler_MAIL(command: Buffer, resume: () => void): void {
    this.reply(this.#mail(command.toString()));
    resume();
  }

  override handler_RCPT(command: Buffer, resume: () => void): void {
    void this.#recipient(command.toString()).then((reply) => {
      this.reply(reply);
      resume();
    });
  }

  override handler_DATA(command: Buffer, resume: () => void): void {
    const refusal = this.#dataRefusal(command.toString());
    if (refusal !== null) {
      this.reply(refusal);
      return resume();
    }
    const { limits, memory } = this.#context;
    const message = new MessageBuffer(memory, limits.messageBytes);
    this.#message = message;
    this.#stream.receive({
      write: (octets) => {
        message.write(octets);
        // RFC 5321 §4.5.3.1.10 has the reply come at the end, but nobody has to wait for an end that won't come.
        if (message.length > 2 * limits.messageBytes && !this._closing) this.end(replies.tooLarge(limits));
      },
    });
    this.#deadlines.startData(() => message.length);
    this.send(354, 'End the message with <CRLF>.<CRLF>');
    this.#sendHeld();
    resume();
  }

  #mail(line: string): SmtpReply {
    const { limits } = this.#context;
    if (this.#transaction !== null) return replies.nestedMail;
    const read = readPathCommand(line, 'MAIL FROM');
    if (read.kind === 'refused') return read.reply;
    const parameters = readMailParameters(read.command.parameters);
    if (parameters.kind === 'refused') return parameters.reply;
    const { path: reversePath } = read.command;
    const { declaredBytes, smtpUtf8 } = parameters;
    if (declaredBytes !== null && declaredBytes > limits.messageBytes) return replies.tooLarge(limits);
    if (!smtpUtf8 && !isAscii(Buffer.from(reversePath))) return replies.needsSmtpUtf8;
    this.#transaction = {
      client: { address: this.remoteAddress, helo: this.hostNameAppearsAs || '', reversePath },
      smtpUtf8,
      recipients: [],
    };
    this.#deadlines.startTransaction();
    return replies.senderTaken;
  }

  async #recipient(line: string): Promise<SmtpReply> {
    const transaction = this.#transaction;
    if (transaction === null) return replies.needMail;
    const read = readPathCommand(line, 'RCPT TO');
    if (read.kind === 'refused') return read.reply;
    if (read.command.parameters.size > 0) return replies.recipientParameter;
    if (read.command.path === '') return replies.noRecipientPath;
    if (!transaction.smtpUtf8 && !isAscii(Buffer.from(read.command.path))) return replies.needsSmtpUtf8;
    if (transaction.recipients.length >= this.#context.limits.recipients) return replies.tooManyRecipients;
    return this.#askDoor(async (door) => {
      const answer = await door.admitRecipient(transaction.client, read.command.path, transaction.recipients);
      if (isPositive(answer.reply) && answer.recipient !== null)
        transaction.recipients.push(answer.recipient);
      return answer.reply;
    });
  }

  #dataRefusal(line: string): SmtpReply | null {
    const { limits, memory } = this.#context;
    if (line.trim().toUpperCase() !== 'DATA') return replies.dataParameter;
    if (this.#transaction === null) return replies.needMail;
    if (this.#transaction.recipients.length === 0) return replies.needRecipient;
    return memory.used >= limits.messageMemory ? replies.noMemory : null;
  }

  /** RFC 5321 §4.1.1.4: the reply to the message, and then the next transaction. */
  async #endOfData(resume: () => void): Promise<void> {
    const [transaction, message] = [this.#transaction, this.#message];
    this.#deadlines.endData();
    if (transaction === null || message === null) return;
    this.#answering = true;
    const reply = await this.#messageReply(transaction, message);
    message.release();
    this.#message = null;
    this.reply(reply);
    this.#answering = false;
    this.#idleCommands = 0;
    if (this._closed) return;
    this._resetSession();
    if (this.#context.stopping()) return this.end(replies.stopping);
    this.#deadlines.startSession();
    this.#deadlines.awaitCommand(this.#context.stressed());
    this._whenWritable(resume);
  }

  async #messageReply(transaction: Transaction<Recipient>, message: MessageBuffer): Promise<SmtpReply> {
    if (message.failure === 'too-large') return replies.tooLarge(this.#context.limits);
    if (message.failure === 'out-of-memory') return replies.noMemory;
    const { client, recipients } = transaction;
    const reply = await this.#askDoor((door) => door.takeMessage(client, recipients, message.content()));
    this.#context.log.info(isPositive(reply) ? 'smtp.message-accepted' : 'smtp.message-refused', {
      session: this.id,
      octets: message.length,
      recipients: recipients.length,
      code: reply.code,
      status: reply.enhanced,
    });
    return reply;
  }

  /** A fault behind the door is temporary, is logged, and is never a 250. */
  async #askDoor(ask: (door: MailDoor<Recipient>) => Promise<SmtpReply>): Promise<SmtpReply> {
    this.#deadlines.answering();
    try {
      return await ask(this.#context.door);
    } catch (error) {
      this.#context.log.error('smtp.command-failed', error, { session: this.id });
      return replies.fault;
    } finally {
      this.#deadlines.awaitCommand(this.#context.stressed());
    }
  }

  // Ends.

  get #stream(): CommandStream {
    if (this._parser instanceof CommandStream) return this._parser;
    throw new Error('the connection is closed');
  }

  #earlyTalker(): void {
    this.#context.log.info('smtp.connection-refused', { session: this.id, reason: 'early-talker' });
    this.end(replies.earlyTalker);
  }

  #fault(fault: WireFault): void {
    this.#context.log.info('smtp.connection-refused', { session: this.id, reason: fault });
    this.end(replies.wireFault(fault, this.#message !== null));
  }

  #late(expired: Expired): void {
    this.#context.log.info('smtp.connection-refused', { session: this.id, reason: `late: ${expired}` });
    this.end(replies.late(expired));
  }
}
