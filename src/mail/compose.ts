import { createHash } from 'node:crypto';
import type { CleanFile } from './authored-content.ts';
import { encodeBase32 } from './base32.ts';
import { encodeBase64, encodeText } from './compose-text.ts';
import {
  fold,
  mailboxField,
  oneLine,
  parameter,
  requireAddress,
  requireAscii,
  textField,
} from './compose-header.ts';
import { isUsableMessageId } from './message-id.ts';
import type { OutgoingMail } from './outgoing-mail.ts';

/** One MIME entity: its Content-… fields, each ended by CRLF, and the pieces of its body. */
interface Entity {
  readonly fields: string;
  readonly body: readonly Uint8Array[];
}

/**
 * The bytes of a message: header fields of the allow-list in a fixed order, and a MIME tree of our own
 * (relay paper, section 4). The same mail gives the same bytes: boundaries come from the Message-ID.
 *
 * All lines end in CRLF, the last one too; all bytes are ASCII, so no next hop needs 8BITMIME or SMTPUTF8
 * for the content. Text of persons (names, subject, file names) is cleaned; a field that only programs
 * fill and that can't stand in a header is a fault and throws a TypeError (threats C3).
 */
export function composeMail(mail: OutgoingMail): Uint8Array {
  const messageId = requireAscii(mail.messageId, /^[!-;=?-~]+@[A-Za-z0-9.-]+$/u, 'Message-ID');
  const content = contentOf(mail, messageId);
  const header = `${headerOf(mail, messageId)}MIME-Version: 1.0\r\n${content.fields}\r\n`;
  return Buffer.concat([Buffer.from(header, 'latin1'), ...content.body]);
}

function headerOf(mail: OutgoingMail, messageId: string): string {
  return [
    fold('Date', [dateOf(mail.date)]),
    mailboxField('From', mail.from.displayName, mail.from.address),
    fold('To', [requireAddress(mail.to)]),
    fold('Message-ID', [`<${messageId}>`]),
    ...threadFields(mail),
    textField('Subject', mail.subject),
    ...automaticFields(mail),
    ...listFields(mail),
    fold('Feedback-ID', [requireAscii(mail.feedbackId, /^[!-~]+$/u, 'Feedback-ID')]),
    ...(mail.language === null
      ? []
      : [fold('Content-Language', [requireAscii(mail.language, /^[A-Za-z0-9-]+$/u, 'language')])]),
    ...mail.ownFields.map(([name, value]) => ownField(name, value)),
  ].join('');
}

/** RFC 5322 §3.3, in UTC: a local offset is personal data. */
function dateOf(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new TypeError('Date is no date');
  return date.toUTCString().replace('GMT', '+0000');
}

// Ids that a party's own mail program made come back here: one that can't stand in a header is left out.
function threadFields({ inReplyTo, references }: OutgoingMail): string[] {
  const ids = references.filter(isUsableMessageId).map((id) => `<${id}>`);
  return [
    ...(inReplyTo !== null && isUsableMessageId(inReplyTo) ? [fold('In-Reply-To', [`<${inReplyTo}>`])] : []),
    ...(ids.length > 0 ? [fold('References', ids)] : []),
  ];
}

/** RFC 3834 §5. */
function automaticFields({ automatic, suppressAutoReplies }: OutgoingMail): string[] {
  return [
    ...(automatic === null ? [] : [fold('Auto-Submitted', [automatic])]),
    ...(suppressAutoReplies ? [fold('X-Auto-Response-Suppress', ['OOF, AutoReply'])] : []),
  ];
}

/** RFC 2369 §3.2 and RFC 8058 §3.1. */
function listFields({ listUnsubscribe }: OutgoingMail): string[] {
  if (listUnsubscribe === null) return [];
  const link = requireAscii(listUnsubscribe, /^https:\/\/[!-;=?-~]+$/u, 'List-Unsubscribe');
  return [
    fold('List-Unsubscribe', [`<${link}>`]),
    fold('List-Unsubscribe-Post', ['List-Unsubscribe=One-Click']),
  ];
}

function ownField(name: string, value: string): string {
  requireAscii(name, /^X-Parley-[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/u, 'field name');
  return fold(name, requireAscii(value, /^[!-~]+(?: [!-~]+)*$/u, name).split(' '));
}

/** mixed( alternative( text, related( html, pictures ) ), files ), as far as each is there. */
function contentOf(mail: OutgoingMail, messageId: string): Entity {
  const host = messageId.slice(messageId.lastIndexOf('@') + 1);
  const isInline = (file: CleanFile): boolean => file.contentId !== null && mail.html !== null;
  const boundary = (level: string): string => boundaryOf(messageId, level);
  const attached = mail.files.filter((file) => !isInline(file)).map((file) => fileEntity(file, null));
  let content = textEntity('plain', mail.text);
  if (mail.html !== null) {
    const pictures = mail.files.filter(isInline);
    const html = textEntity('html', withFullContentIds(mail.html, pictures, host));
    const shown =
      pictures.length === 0
        ? html
        : multipart('related; type="text/html"', boundary('related'), [
            html,
            ...pictures.map((file) => fileEntity(file, host)),
          ]);
    content = multipart('alternative', boundary('alternative'), [content, shown]);
  }
  return attached.length === 0 ? content : multipart('mixed', boundary('mixed'), [content, ...attached]);
}

function textEntity(subtype: 'plain' | 'html', text: string): Entity {
  const { encoding, bytes } = encodeText(text);
  return {
    fields: `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ${encoding}\r\n`,
    body: [bytes],
  };
}

const CONTENT_ID = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/u;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/u;

/** A file; with a host name it is shown inline by its Content-ID, which is an id like any other (RFC 2392 §2). */
function fileEntity(file: CleanFile, host: string | null): Entity {
  const mediaType = requireAscii(file.mediaType.toLowerCase(), MEDIA_TYPE, 'media type');
  // SECURITY: structure never travels as a file, or a nested message would pass with all it says (ALIAS 3).
  if (/^(?:message|multipart)\//u.test(mediaType)) throw new TypeError(`${mediaType} is not a file`);
  // "=?" would be decoded by readers that look for encoded words where none may be (RFC 2047 §5).
  const name = oneLine(file.name).replace(/[/\\]+|=\?/gu, '_') || 'file';
  const id = host === null ? '' : requireAscii(file.contentId ?? '', CONTENT_ID, 'Content-ID');
  return {
    fields:
      `Content-Type: ${mediaType}\r\n` +
      'Content-Transfer-Encoding: base64\r\n' +
      (host === null ? '' : `Content-ID: <${id}@${host}>\r\n`) +
      `Content-Disposition: ${host === null ? 'attachment' : 'inline'}${parameter('filename', name)}\r\n`,
    body: [encodeBase64(file.bytes)],
  };
}

/** The HTML names its pictures `cid:<id>`; on the wire an id has a right side too (RFC 2045 §7, RFC 2392). */
function withFullContentIds(html: string, pictures: readonly CleanFile[], host: string): string {
  return pictures.reduce(
    (text, { contentId }) => text.replaceAll(`"cid:${contentId}"`, `"cid:${contentId}@${host}"`),
    html,
  );
}

/** RFC 2046 §5.1.1. "=_" occurs in no encoded text, and `encodeText` encodes every text that holds it. */
function boundaryOf(messageId: string, level: string): string {
  const digest = createHash('sha256').update(`${level} ${messageId}`).digest();
  return `=_${encodeBase32(digest.subarray(0, 15))}`;
}

function multipart(subtype: string, boundary: string, parts: readonly Entity[]): Entity {
  const body = parts.flatMap(({ fields, body }) => [
    Buffer.from(`--${boundary}\r\n${fields}\r\n`, 'latin1'),
    ...body,
  ]);
  return {
    fields: `Content-Type: multipart/${subtype};\r\n boundary="${boundary}"\r\n`,
    body: [...body, Buffer.from(`--${boundary}--\r\n`, 'latin1')],
  };
}
