const NUL = 0x00;
const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;

/** What makes a client's octets no SMTP at all; the connection ends with it. */
export type WireFault = 'bare-cr' | 'bare-lf' | 'nul' | 'command-too-long' | 'data-line-too-long';

export type WireEvent =
  | { readonly kind: 'command'; readonly line: Buffer }
  | { readonly kind: 'end-of-data' }
  | { readonly kind: 'fault'; readonly fault: WireFault };

export interface WireLimits {
  /** Octets of a command line with its CRLF. */
  readonly commandLine: number;
  /** Octets of a line of the message with its CRLF. */
  readonly dataLine: number;
}

/** Takes the content of a message as it comes, dots already taken off. The octets are only lent. */
export interface DataSink {
  write(octets: Uint8Array): void;
}

/** Where in a line of the message the reader is. `dot`: after a leading dot; `dot-cr`: after dot and CR. */
type LinePlace = 'start' | 'dot' | 'dot-cr' | 'text' | 'text-cr';

/**
 * Cuts a client's octets into command lines and message content.
 *
 * SECURITY (threats T1, RFC 5321 §2.3.8): a line ends with CRLF and with nothing else. A CR or LF that stands
 * alone, or a NUL, anywhere, is a fault and never the end of anything, so what this server takes for one message
 * no other server can take for two. How the octets were cut into segments changes nothing.
 *
 * Ask for `next()` until it gives null, then `push` more. After a `command` event `startData` switches to the
 * content of a message, up to `end-of-data`. After a fault there is nothing more to be had.
 */
export class WireReader {
  readonly #limits: WireLimits;
  #chunk: Buffer = Buffer.alloc(0);
  /** The chunk once more, for the regular expression; made once, or many dots would make it quadratic. */
  #chunkText: string | null = null;
  #position = 0;
  #partialCommand: Buffer[] = [];
  #partialLength = 0;
  #sink: DataSink | null = null;
  #place: LinePlace = 'start';
  #lineLength = 0;
  #fault: WireFault | null = null;

  constructor(limits: WireLimits) {
    this.#limits = limits;
  }

  /** Gives more octets; the last ones must have been used up (`next()` was null). */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#chunkText = null;
    this.#position = 0;
  }

  startData(sink: DataSink): void {
    this.#sink = sink;
    this.#place = 'start';
    this.#lineLength = 0;
  }

  next(): WireEvent | null {
    if (this.#fault !== null) return null;
    const event = this.#sink === null ? this.#nextCommand() : this.#nextData(this.#sink);
    if (event?.kind === 'fault') this.#fault = event.fault;
    return event;
  }

  #nextCommand(): WireEvent | null {
    const { chunk, limits } = { chunk: this.#chunk, limits: this.#limits };
    if (this.#position >= chunk.length) return null;
    const lineFeed = chunk.indexOf(LF, this.#position);
    const end = lineFeed === -1 ? chunk.length : lineFeed + 1;
    const piece = chunk.subarray(this.#position, end);
    this.#position = end;
    this.#partialLength += piece.length;
    if (this.#partialLength > limits.commandLine) return fault('command-too-long');
    // Copied, because a part of a line would keep the whole segment alive.
    this.#partialCommand.push(lineFeed === -1 ? Buffer.from(piece) : piece);
    // A client that sends its command octet by octet doesn't get an array of a thousand buffers.
    const line = Buffer.concat(this.#partialCommand, this.#partialLength);
    this.#partialCommand = [line];
    const wrong = faultInLine(line);
    if (wrong !== null) return fault(wrong);
    if (lineFeed === -1) return null;
    this.#partialCommand = [];
    this.#partialLength = 0;
    return { kind: 'command', line: line.subarray(0, -2) };
  }

  #nextData(sink: DataSink): WireEvent | null {
    while (this.#position < this.#chunk.length) {
      const event = this.#place === 'text' ? this.#text(sink) : this.#octet(sink);
      if (event !== null) return event;
    }
    return null;
  }

  /** One octet at a place where it decides something. RFC 5321 §4.5.2: a leading dot is taken off. */
  #octet(sink: DataSink): WireEvent | null {
    const octet = this.#chunk[this.#position];
    if (this.#place === 'text-cr' || this.#place === 'dot-cr') {
      if (octet !== LF) return fault('bare-cr');
      this.#position += 1;
      if (this.#place === 'dot-cr') {
        this.#sink = null;
        return { kind: 'end-of-data' };
      }
      sink.write(CRLF);
      this.#place = 'start';
      this.#lineLength = 0;
      return null;
    }
    if (this.#place === 'start' && octet === DOT) {
      this.#place = 'dot';
      this.#position += 1;
      return null;
    }
    if (this.#place === 'dot' && octet === CR) {
      this.#place = 'dot-cr';
      this.#position += 1;
      return null;
    }
    this.#place = 'text';
    return null;
  }

  /** Text over many lines, in one piece, up to a place that decides something. */
  #text(sink: DataSink): WireEvent | null {
    const chunk = this.#chunk;
    const start = this.#position;
    const end = endOfText((this.#chunkText ??= chunk.toString('latin1')), start);
    if (typeof end === 'string') return fault(end);
    const lineStart = lastLineStart(chunk, start - this.#lineLength, end, this.#limits.dataLine);
    if (lineStart === null) return fault('data-line-too-long');
    if (end > start) sink.write(chunk.subarray(start, end));
    const stoppedAtCr = end < chunk.length && chunk[end] === CR;
    this.#place = stoppedAtCr ? 'text-cr' : end === lineStart ? 'start' : 'text';
    this.#lineLength = end - lineStart;
    this.#position = stoppedAtCr ? end + 1 : end;
    return null;
  }
}

// One native search for all that decides something: an odd octet, or a line that begins with a dot. Octet by
// octet in JavaScript, or line by line, this costs 70 to 250 ms for 25 MB of short lines; so, 25 ms.
const STOP = /\r(?!\n)|(?<!\r)\n|\0|\n\./gu;

/** Where the text from `start` on ends: before a CR whose LF may be in the next chunk, before a dot, or all. */
function endOfText(chunkText: string, start: number): number | WireFault {
  STOP.lastIndex = start;
  const stop = STOP.exec(chunkText);
  if (stop === null) return chunkText.length;
  if (stop[0] === '\n.') return stop.index + 1;
  if (stop[0] === '\n') return 'bare-lf';
  if (stop[0] === '\0') return 'nul';
  return stop.index === chunkText.length - 1 ? stop.index : 'bare-cr';
}

/** Where the last line of the text began, if every line, with its CRLF, has at most `maxLine` octets. */
function lastLineStart(chunk: Buffer, firstStart: number, end: number, maxLine: number): number | null {
  let lineStart = firstStart;
  while (end - lineStart > maxLine) {
    const lineFeed = chunk.lastIndexOf(LF, lineStart + maxLine - 1);
    if (lineFeed < lineStart || lineFeed === -1) return null;
    lineStart = lineFeed + 1;
  }
  const lastLineFeed = end > 0 ? chunk.lastIndexOf(LF, end - 1) : -1;
  if (lastLineFeed >= lineStart && lastLineFeed !== -1) lineStart = lastLineFeed + 1;
  return end - lineStart + CRLF.length > maxLine && end !== lineStart ? null : lineStart;
}

const CRLF = Buffer.from('\r\n');

function fault(kind: WireFault): WireEvent {
  return { kind: 'fault', fault: kind };
}

/** A command line, whole or as far as it has come. */
function faultInLine(line: Buffer): WireFault | null {
  if (line.includes(NUL)) return 'nul';
  const carriageReturn = line.indexOf(CR);
  if (carriageReturn !== -1 && carriageReturn < line.length - 1 && line[carriageReturn + 1] !== LF)
    return 'bare-cr';
  if (line.at(-1) === LF && line.at(-2) !== CR) return 'bare-lf';
  return null;
}
