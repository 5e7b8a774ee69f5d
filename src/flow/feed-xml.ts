import { SaxesParser } from 'saxes';

import type { FeedFault } from '#market/feed-fault.ts';
import { feedFault } from '#market/feed-fault.ts';
import type { FeedNode } from '#market/feed-node.ts';
import { DEEPEST, MOST_NODES } from '#market/feed-node.ts';
import { FEED_TYPES } from '#market/feed-type.ts';

import type { ExpectedHead, FeedPiece, FeedReader } from './feed-pieces.ts';
import { LARGEST_PIECE, merchantFault, oversizeMessage, printable, toMessage } from './feed-pieces.ts';

/** Where in the envelope an element stands, outside of messages. */
const ROOT = 'AmazonEnvelope';
const MERCHANT = 'AmazonEnvelope/Header/MerchantIdentifier';
const MESSAGE_TYPE = 'AmazonEnvelope/MessageType';
const MESSAGE = 'AmazonEnvelope/Message';

interface OpenMessage {
  readonly line: number;
  readonly nodes: FeedNode[];
  count: number;
  isTooLarge: boolean;
}

/**
 * Reads the XML envelope. Holds one message at a time, and of anything that never ends no more than LARGEST_PIECE.
 * SECURITY: a document type declaration ends the reading (threats C2 in its XML form): no entity is ever defined, so
 * none expands, and nothing outside of the file is asked for.
 */
export class XmlFeedReader implements FeedReader {
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #head: ExpectedHead;
  readonly #path: string[] = [];
  #text = '';
  #pieces: FeedPiece[] = [];
  #message: OpenMessage | null = null;
  #isEnded = false;
  #seen = 0;
  /** Characters since something was last finished: an element, a text. */
  #pending = 0;

  constructor(head: ExpectedHead) {
    this.#head = head;
    const parser = this.#parser;
    parser.on('error', (error) => {
      // The parser puts line and column before its words.
      const detail = printable(error.message.replace(/^[\d:]*\s*/u, ''));
      this.#fail(feedFault('not-well-formed', { detail }));
    });
    parser.on('doctype', () => this.#fail(feedFault('document-type')));
    parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    parser.on('closetag', ({ name }) => this.#close(name));
    parser.on('text', (text) => this.#addText(text));
    parser.on('cdata', (text) => this.#addText(text));
  }

  push(text: string): FeedPiece[] {
    if (this.#isEnded) return [];
    this.#pending += text.length;
    this.#parser.write(text);
    if (this.#pending > LARGEST_PIECE) this.#fail(feedFault('too-large', { limit: LARGEST_PIECE }));
    return this.#give();
  }

  end(): FeedPiece[] {
    if (!this.#isEnded) {
      this.#parser.close();
      if (this.#seen === 0) this.#fail(feedFault('no-messages'));
      this.#isEnded = true;
    }
    return this.#give();
  }

  #give(): FeedPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #fail(fault: FeedFault): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { line, column } = this.#parser;
    this.#pieces.push({ kind: 'fault', fault: { ...fault, line, column } });
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#isEnded) return;
    this.#pending = 0;
    this.#text = '';
    this.#path.push(name);
    if (this.#path.length > DEEPEST + 2) return this.#fail(feedFault('too-large', { limit: DEEPEST }));
    if (this.#path.length === 1 && name !== ROOT) return this.#fail(feedFault('wrong-envelope'));
    if (this.#message !== null) return this.#openInMessage(this.#message, name, attributes);
    if (this.#path.length === 2 && this.#path.join('/') === MESSAGE) {
      const root: FeedNode = { name: 'message', text: '', children: [] };
      this.#message = { line: this.#parser.line, nodes: [root], count: 0, isTooLarge: false };
    }
  }

  #openInMessage(message: OpenMessage, name: string, attributes: Readonly<Record<string, string>>): void {
    const node: FeedNode = { name: name.toLowerCase(), text: '', children: [] };
    const pairs = Object.entries(attributes);
    message.count += 1 + pairs.length;
    if (message.count > MOST_NODES) message.isTooLarge = true;
    else {
      for (const [key, text] of pairs) node.children.push({ name: key.toLowerCase(), text, children: [] });
      message.nodes.at(-1)?.children.push(node);
    }
    message.nodes.push(node);
  }

  #addText(text: string): void {
    if (this.#isEnded) return;
    this.#pending = 0;
    const node = this.#message?.nodes.at(-1);
    if (node === undefined) this.#text += text.slice(0, 200);
    else if (node.text.length + text.length > 10_000) {
      if (this.#message !== null) this.#message.isTooLarge = true;
    } else node.text += text;
  }

  #close(name: string): void {
    if (this.#isEnded) return;
    this.#pending = 0;
    if (this.#message === null) this.#closeInHead();
    else this.#closeInMessage(this.#message);
    this.#path.pop();
    if (name === ROOT && this.#path.length === 0) this.#message = null;
  }

  #closeInHead(): void {
    const path = this.#path.join('/');
    const text = this.#text.trim();
    if (path === MERCHANT) {
      const fault = merchantFault(text, this.#head);
      if (fault !== null) this.#fail(fault);
    }
    const expected = FEED_TYPES[this.#head.type].message;
    if (path === MESSAGE_TYPE && text !== expected) this.#fail(feedFault('wrong-message-type', { expected }));
  }

  #closeInMessage(message: OpenMessage): void {
    const node = message.nodes.pop();
    if (message.nodes.length > 0 || node === undefined) return;
    this.#seen += 1;
    this.#message = null;
    this.#pieces.push({
      kind: 'message',
      message: message.isTooLarge
        ? oversizeMessage(message.line)
        : toMessage(node, this.#head.type, message.line),
    });
  }
}
