import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FileToInspect } from '#files/file-inspector.ts';
import { messageOf } from '#flow/guidelines.ts';
import { complaintOf, contextFrom, mailCircumstances } from '#lint-format/lint-input.ts';
import type { MailCircumstances } from '#lint-format/lint-input.ts';
import { authorContent } from '#mail/author-content.ts';
import type { AuthoredContent, CleanFile } from '#mail/authored-content.ts';
import { readMail } from '#mail/read-mail.ts';
import type { ReceivedMail } from '#mail/received-mail.ts';
import type { Context, Message } from '#policy/message.ts';

/** What is known of the order that mail belongs to, and the folder that paths in it count from. */
export interface OrderFile {
  readonly circumstances: MailCircumstances;
  readonly folder: string;
}

/** A mail as the engine takes it. */
export interface MailToLint {
  /** The Message-ID without brackets; the file's name where there is none. */
  readonly id: string;
  readonly message: Message;
  readonly context: Context;
  readonly files: readonly FileToInspect[];
}

/** True for a file that holds one mail (RFC 5322), by its name. */
export function isEmlName(file: string): boolean {
  return /\.eml$/iu.test(file);
}

/** Reads the file of `--order`. Throws with a sentence where it isn't there or something in it is missing or wrong. */
export function readOrderFile(path: string): OrderFile {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `${path}: ${error instanceof SyntaxError ? 'not JSON: ' : ''}${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
  if (typeof given === 'object' && given !== null && !('order' in given))
    throw new Error(`${path}: order: is missing; give the order's id and state, or null where there is none`);
  const read = mailCircumstances.safeParse(given);
  if (!read.success) throw new Error(`${path}: ${complaintOf(read.error)}`);
  return { circumstances: read.data, folder: dirname(resolve(path)) };
}

/**
 * Reads a mail as the mail door does: new text without quote and signature, sanitised HTML, files as they would travel.
 * Throws with a sentence for what can't be read. `order` null: none was named, and a mail alone can't be judged.
 */
export function readEml(path: string, order: OrderFile | null): MailToLint {
  if (order === null)
    throw new Error(
      'say with --order ORDER.json which order the mail is about; the policy guide has an example',
    );
  const read = readMail(readFileSync(path));
  if (read.kind === 'unreadable')
    throw new Error(`no mail that can be read (${read.reason}): ${read.detail}`);
  const { mail } = read;
  if (mail.kind === 'encrypted') throw new Error('the mail is encrypted, so nobody can judge it');
  const { circumstances } = order;
  const sentAt = circumstances.sentAt == null ? mail.date : new Date(circumstances.sentAt);
  if (sentAt === null)
    throw new Error('the mail has no date that can be read; give “sentAt” in the order file');
  const content = withRefusedFiles(
    // How large a mail may be is the door's matter; nobody's private values are known here, so none are replaced.
    authorContent(
      mail,
      { addresses: [], phones: [], names: [] },
      { maxFileBytes: Number.POSITIVE_INFINITY, isOurs: () => false },
    ),
    mail,
  );
  return {
    id: mail.messageId ?? basename(path),
    message: messageOf(mail.subject, content),
    context: contextFrom(circumstances, sentAt),
    files: filesOf(content.files),
  };
}

/** Files that the mail door refuses can't travel, but they are what the author sent: the rules have to see them. */
function withRefusedFiles(content: AuthoredContent, { parts }: ReceivedMail): AuthoredContent {
  const refused = content.refusals
    .filter(({ code }) => code !== 'empty')
    .map(({ detail }): CleanFile => {
      const part = parts.find(({ fileName }) => fileName === detail);
      return {
        name: detail,
        mediaType: part?.mediaType ?? 'application/octet-stream',
        bytes: part?.bytes ?? new Uint8Array(),
        contentId: null,
      };
    });
  return { ...content, files: [...content.files, ...refused] };
}

/** The bytes of the files in the order in which `messageOf` lists them. */
function filesOf(files: readonly CleanFile[]): FileToInspect[] {
  const isShown = ({ contentId }: CleanFile): boolean => contentId !== null;
  const listed = (part: FileToInspect['part'], list: readonly CleanFile[]): FileToInspect[] =>
    list.map(({ bytes }, index) => ({ part, index, bytes }));
  return [
    ...listed(
      'attachment',
      files.filter((file) => !isShown(file)),
    ),
    ...listed('image', files.filter(isShown)),
  ].filter(({ bytes }) => bytes.length > 0);
}
