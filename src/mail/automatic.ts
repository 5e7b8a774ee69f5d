import type { HeaderField, ReceivedMail } from './received-mail.ts';
import { threadTopic } from './subject.ts';

/** `absence-note`: an auto-responder speaks for a person. `automatic`: a program speaks for itself. */
export type AutomaticMail = 'absence-note' | 'automatic';

/** Envelope facts that RFC 3834 detection needs beside the message. */
export interface AutomaticContext {
  /** True for `MAIL FROM:<>`. */
  readonly nullReversePath: boolean;
}

const RESPONDER_FIELD = /^x-(?:mail-)?auto-?(?:reply|respond|responder|response)(?:-from|-id)?$/u;
const BULK = /^(?:bulk|list|junk)\b/iu;
const AUTO_PRECEDENCE = /^auto[_-]?reply\b/iu;
/** Local parts that no person writes from. */
const PROGRAM_NAMES =
  /^(?:mailer-?daemon|postmaster|no[-_.]?reply|do[-_.]?not[-_.]?reply|donotreply|nobody|bounces?|mail-?delivery)(?:[-_.+]|$)/iu;

/** How absence notes begin in the languages of mail programs (Outlook, Exchange, Gmail, Lotus Notes). */
const ABSENCE_SUBJECT = new RegExp(
  `^(?:${[
    'automatic reply',
    'auto(?:matic)?[- ]?(?:reply|response|responder|answer)',
    'out of (?:the )?office',
    'ooo\\b',
    'away from (?:the |my )?(?:office|mail)',
    'vacation (?:reply|message|response)',
    'on (?:vacation|holiday|leave)\\b',
    'abwesenheits(?:notiz|meldung|nachricht)',
    'automatische (?:antwort|beantwoording)',
    'abwesend\\b',
    'automatisch antwoord',
    'afwezig(?:heid)?',
    'r[ée]ponse automatique',
    'absence (?:du|de) (?:bureau|courrier)',
    'absent du bureau',
    'respuesta autom[áa]tica',
    'fuera de (?:la )?oficina',
    'ausente\\b',
    'risposta automatica',
    'fuori (?:sede|ufficio)',
    'resposta autom[áa]tica',
    'fora do escrit[óo]rio',
    'autosvar',
    'automatiskt? svar',
    'fr[åa]nvaro',
    'frav[æae]r',
    'automaattinen vastaus',
    'poissa',
    'automatyczna odpowied[źz]',
    'autoodpowied[źz]',
    'automatick[áa] odpov[ěe][ďd]',
    'automatikus v[áa]lasz',
    'r[ăa]spuns automat',
    'otomatik (?:yan[ıi]t|cevap)',
    'автоответ',
    'автоматический ответ',
    'αυτόματη απάντηση',
    '自動(?:応答|回覆|回复)',
    '自动(?:答复|回复)',
    '不在',
    '자동 ?(?:회신|응답)',
  ].join('|')})`,
  'iu',
);

interface Signs {
  /** One of these is proof (RFC 3834 §2, relay paper section 6). */
  readonly sure: boolean;
  /** How many independent weak ones. */
  readonly weak: number;
}

/**
 * Says whether a program wrote the mail (ALIAS 6, RFC 3834, RFC 5230); null for mail of a person.
 *
 * Sure: Auto-Submitted other than `no`, an auto-responder's own field, `Precedence: auto_reply`, the null
 * reverse-path, a report. Two needed of: the marks of bulk mail (List-*, Precedence bulk, list or junk,
 * X-Auto-Response-Suppress: one sign together, since help desks and group addresses bear them all at once), a
 * program's local part, X-Failed-Recipients, the subject of an absence note.
 */
export function recogniseAutomatic(mail: ReceivedMail, context: AutomaticContext): AutomaticMail | null {
  const { sure, weak } = readSigns(mail, context);
  if (!sure && weak < 2) return null;
  return isReport(mail) || !speaksForPerson(mail) ? 'automatic' : 'absence-note';
}

function readSigns(mail: ReceivedMail, context: AutomaticContext): Signs {
  const sure =
    context.nullReversePath ||
    isReport(mail) ||
    mail.headers.some((field) => submission(field) !== null || isResponderField(field));
  const weak = [
    mail.headers.some(isBulkField),
    isFromProgram(mail),
    mail.headers.some(({ name }) => name === 'x-failed-recipients'),
    hasAbsenceSubject(mail),
  ].filter(Boolean).length;
  return { sure, weak };
}

function isReport({ kind }: ReceivedMail): boolean {
  return kind === 'delivery-report' || kind === 'feedback-report' || kind === 'disposition-report';
}

/** The keyword of an Auto-Submitted field, or null for `no` and for other fields (RFC 3834 §5). */
function submission({ name, value }: HeaderField): string | null {
  if (name !== 'auto-submitted') return null;
  const [keyword = ''] = value
    .trim()
    .toLowerCase()
    .split(/[\s;(]/u, 1);
  return keyword === 'no' ? null : keyword;
}

function isResponderField({ name, value }: HeaderField): boolean {
  if (name === 'precedence') return AUTO_PRECEDENCE.test(value.trim());
  return RESPONDER_FIELD.test(name) && !/^(?:no|none|false|0)?$/iu.test(value.trim());
}

function isBulkField({ name, value }: HeaderField): boolean {
  if (name === 'precedence') return BULK.test(value.trim());
  if (name === 'x-auto-response-suppress') return !/^(?:none)?$/iu.test(value.trim());
  return name.startsWith('list-');
}

function isFromProgram({ from }: ReceivedMail): boolean {
  return from.some(({ address }) => PROGRAM_NAMES.test(address.localPart));
}

function hasAbsenceSubject({ subject }: ReceivedMail): boolean {
  return ABSENCE_SUBJECT.test(threadTopic(subject));
}

/** RFC 3834 §5 `auto-replied`, a responder's own field, or the words of an absence note. */
function speaksForPerson(mail: ReceivedMail): boolean {
  if (isFromProgram(mail)) return false;
  return (
    hasAbsenceSubject(mail) ||
    mail.headers.some((field) => submission(field) === 'auto-replied' || isResponderField(field))
  );
}
