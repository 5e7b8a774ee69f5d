import type { AuthoredContent, CleanFile } from '#mail/authored-content.ts';
import type { Pack } from '#market/pack.ts';
import type { FileFacts } from '#policy/files.ts';
import type { JudgeRequest, MessageJudgement } from '#policy/judge-message.ts';
import type { Judgement } from '#policy/lint.ts';
import type { Context, Message } from '#policy/message.ts';

import type { Attributed } from './attribute.ts';
import type { Submission } from './submission.ts';
import { isWeighed, purposeOf } from './weigh-message.ts';

/** A message for the policy engine, and by which pack it is judged. */
export interface GuidelineRequest extends JudgeRequest {
  readonly pack: string;
}

export type GuidelineAnswer =
  | { readonly kind: 'judged'; readonly judgement: MessageJudgement }
  /** The engine hit its limits of time or memory with this very message. */
  | { readonly kind: 'not-judged'; readonly reason: 'too-slow' | 'out-of-memory' };

/** Asks the policy engine; off the main thread, because a message of a megabyte takes a while (threats C10). */
export type AskGuidelines = (request: GuidelineRequest) => Promise<GuidelineAnswer>;

/** A draft, judged before it is sent, and by which pack. */
export interface LintRequest {
  readonly pack: string;
  readonly message: Message;
  readonly context: Context;
}

export type LintAnswer =
  | { readonly kind: 'judged'; readonly judgement: Judgement }
  | { readonly kind: 'not-judged'; readonly reason: 'too-slow' | 'out-of-memory' };

/** Asks the policy engine about a draft: findings with their fixes, nothing decided. */
export type AskLint = (request: LintRequest) => Promise<LintAnswer>;

/**
 * What the engine is asked about a message; null where the guidelines don't hold: for buyers, and for what no person
 * wrote (requirements section 5). Judged is new text alone: quote and signature are off (12.1). `files`: what was found
 * out about its files, in the order in which `filePlaces` lists them.
 */
export function guidelineRequest(
  submission: Submission,
  attributed: Attributed,
  pack: Pack,
  files: readonly FileFacts[],
): GuidelineRequest | null {
  const { content, relationship } = submission;
  if (!isWeighed(submission)) return null;
  return {
    pack: relationship.marketplace.pack,
    message: messageOf(submission.subject, content),
    textOfHtml: content.html === null ? null : content.text,
    context: contextOf(submission, attributed, pack),
    files,
  };
}

/** Where the engine finds each of a message's files: what the HTML shows is a picture, the rest is attached. */
export function filePlaces<File extends Pick<CleanFile, 'contentId'>>(
  files: readonly File[],
): readonly { readonly part: 'attachment' | 'image'; readonly index: number; readonly file: File }[] {
  const next = { attachment: 0, image: 0 };
  return files.map((file) => {
    const part = file.contentId === null ? 'attachment' : 'image';
    const index = next[part];
    next[part] += 1;
    return { part, index, file };
  });
}

/** A message's own words and files as the engine takes them. */
export function messageOf(subject: string, { text, html, files }: AuthoredContent): Message {
  const shown = files.filter(({ contentId }) => contentId !== null);
  return {
    subject,
    text: html === null ? text : null,
    html,
    images: shown.map(({ contentId, mediaType }) => ({
      cid: contentId ?? '',
      contentType: mediaType,
      width: null,
      height: null,
    })),
    attachments: files
      .filter(({ contentId }) => contentId === null)
      .map(({ name, mediaType, bytes }) => ({ filename: name, contentType: mediaType, size: bytes.length })),
  };
}

/** By which word the engine knows why the message is written: what counts as critical is judged by it (REASON 7). */
function labelOf(submission: Submission, { filing }: Attributed, pack: Pack): string {
  if (filing.isReply) return 'reply-to-buyer';
  return purposeOf(submission, pack).reason?.label ?? 'proactive';
}

function contextOf(submission: Submission, attributed: Attributed, pack: Pack): Context {
  const { relationship, receivedAt, content } = submission;
  const { thread } = attributed;
  const { orderId } = attributed.filing;
  const { marketplace, seller, buyer, aliases } = relationship;
  const known = orderId === null ? undefined : thread.judged.get(orderId);
  return {
    order:
      orderId === null
        ? null
        : {
            id: orderId,
            completedAt: known?.situation.completedAt ?? null,
            reviewRequestsSent: known?.situation.solicitations ?? 0,
          },
    preferredLanguage: buyer.language,
    marketplaceHosts: [marketplace.aliasDomain],
    country: marketplace.country,
    timeZone: marketplace.timeZone,
    authorRole: 'seller',
    contactReason: labelOf(submission, attributed, pack),
    sentAt: receivedAt,
    // They stand in no dictionary, and are no errors.
    names: [buyer.name, seller.name, marketplace.name, ...(known?.productTitles ?? [])],
    isOrderUnclear: orderId === null && thread.someOrders.length > 0,
    // Where the cut is unsure the quote may be in the text, and in it both aliases, which nobody typed.
    ownAddresses: content.cut === 'unsure' ? [] : [aliases.seller],
  };
}

/** The submission as it is kept: mended by safe fixes. One that is refused stays as it is: its author has to mend it. */
export function withAmendments(submission: Submission, answer: GuidelineAnswer | null): Submission {
  const amended = answer?.kind === 'judged' ? answer.judgement.amended : null;
  if (amended === null) return submission;
  const { subject, text, html } = amended;
  return { ...submission, subject, content: { ...submission.content, text, html } };
}
