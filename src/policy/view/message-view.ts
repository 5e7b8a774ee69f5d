import type { Language } from '../language.ts';
import { languageOf } from '../language.ts';
import { areWordsOf } from '../lexicon/function-words.ts';
import type { Lexicon } from '../lexicon/lexicon.ts';
import { lexiconOf } from '../lexicon/lexicons.ts';
import type { FileFacts, FileTextSource } from '../files.ts';
import type { Certainty, PartName, Place } from '../finding.ts';
import type { Context, Message } from '../message.ts';
import { findContacts } from '../entity/contacts.ts';
import type { Contacts } from '../entity/contact.ts';
import { readIntents } from '../intent/intents.ts';
import type { Intents } from '../intent/intents.ts';
import { countWords, detectLanguage } from './detect-language.ts';
import type { DetectedLanguage } from './detect-language.ts';
import { readDocument } from './document.ts';
import type { HtmlDocument } from './document.ts';
import type { HtmlElement } from './element.ts';
import { MappedText } from './mapped-text.ts';
import { computeStyles } from './styles.ts';
import type { ComputedStyle, DocumentStyles } from './styles.ts';
import { NO_DICTIONARIES } from '../spelling/dictionary.ts';
import type { SpellingDictionaries } from '../spelling/dictionary.ts';
import { TextPart } from './text-part.ts';

/** A text of the message that may hold words or contacts, and where it belongs. */
export interface PlacedText {
  readonly text: TextPart;
  /** Set for a file's name and for text read from a file: its place in its list. */
  readonly index: number | null;
  /** What the words were read from, where they aren't the author's own line. */
  readonly file: 'name' | Exclude<FileTextSource, 'link'> | null;
  /** How surely these are the words: letters read from a picture may be others. */
  readonly certainty: Certainty;
}

const REPLY_PREFIX = /^\s*(?:re|aw|antw|sv|odp|rif|tr|ynt|rv|r|fwd?|wg)\s?(?:\[\d+\])?\s?:/iu;
const QUOTED = /"[^"\n]{0,300}"|“[^”\n]{0,300}”|„[^“”\n]{0,300}[“”]|«[^»\n]{0,300}»/gu;
// Bounded, and never tried again inside a word: linear on any input.
const CODE_LIKE = /\ufffc+|(?<![\w-])[\w-]{0,64}\d[\w-]{0,64}/gu;
const MAX_JUDGED = 600;

/** Where something to click inside a file leads. */
export interface FileLink {
  readonly target: string;
  readonly place: Place;
}

const NO_STYLES: ReadonlyMap<HtmlElement, ComputedStyle> = new Map();
const FEW_WORDS = 8;

/** Few words, and the wanted language is nearly as likely as the best. */
function mayBe(detected: DetectedLanguage, wanted: Language): boolean {
  if (detected.language === null) return true;
  const own = detected.ranking.find(({ language }) => language === wanted)?.score ?? 0;
  return detected.words <= FEW_WORDS && (detected.ranking[0]?.score ?? 0) - own <= 0.15;
}

/** A message and every view of it that rules read; each view is made when it is first asked for and kept. */
export class MessageView {
  readonly message: Message;
  readonly context: Context;
  /** What workers found out about the files, if they did yet. */
  readonly files: readonly FileFacts[];
  readonly subject: TextPart;
  readonly dictionaries: SpellingDictionaries;
  #document: HtmlDocument | null = null;
  #bodies: readonly TextPart[] | null = null;
  #texts: readonly PlacedText[] | null = null;
  #fileTexts: readonly PlacedText[] | null = null;
  readonly #fileLanguages = new Map<TextPart, Language>();
  #styles: (DocumentStyles & { readonly width: number }) | null = null;
  #language: DetectedLanguage | null = null;
  #lexiconLanguage: Language | null = null;
  #contacts: Contacts | null = null;
  #intents: Intents | null = null;

  constructor(
    message: Message,
    context: Context,
    files: readonly FileFacts[] = [],
    dictionaries: SpellingDictionaries = NO_DICTIONARIES,
  ) {
    this.dictionaries = dictionaries;
    this.files = files;
    this.message = message;
    this.context = context;
    this.subject = new TextPart(new MappedText('subject', message.subject));
  }

  /** The parsed HTML; null where the message has none. */
  get document(): HtmlDocument | null {
    if (this.message.html === null) return null;
    this.#document ??= readDocument(this.message.html);
    return this.#document;
  }

  /** The body as a reader sees it: the plain text, the HTML's text, or both. */
  get bodies(): readonly TextPart[] {
    if (this.#bodies === null) {
      const bodies: TextPart[] = [];
      if (this.message.text !== null) bodies.push(new TextPart(new MappedText('text', this.message.text)));
      if (this.document !== null) bodies.push(new TextPart(this.document.text));
      this.#bodies = bodies;
    }
    return this.#bodies;
  }

  /** Every text in which a contact may hide: subject, bodies, alternative texts, file names. */
  get texts(): readonly PlacedText[] {
    if (this.#texts === null) {
      const texts: PlacedText[] = [this.subject, ...this.bodies].map((text) => ({
        text,
        index: null,
        file: null,
        certainty: 'sure',
      }));
      const attributes = this.document?.attributeText;
      if (attributes !== undefined && attributes.text !== '')
        texts.push({ text: new TextPart(attributes), index: null, file: null, certainty: 'sure' });
      for (const [index, { filename }] of this.message.attachments.entries()) {
        const text = new TextPart(new MappedText('attachment', filename));
        texts.push({ text, index, file: 'name', certainty: 'sure' });
      }
      texts.push(...this.fileTexts);
      this.#texts = texts;
    }
    return this.#texts;
  }

  /** Texts that were read from files. */
  get fileTexts(): readonly PlacedText[] {
    this.#fileTexts ??= this.files.flatMap(({ part, index, texts }) =>
      texts.flatMap(({ source, text, certainty }) =>
        source === 'link'
          ? []
          : [{ text: new TextPart(new MappedText(part, text)), index, file: source, certainty }],
      ),
    );
    return this.#fileTexts;
  }

  /** The targets of links inside files, addresses and numbers of contact cards among them. */
  get fileLinks(): readonly FileLink[] {
    return this.files.flatMap(({ part, index, texts }) =>
      texts.flatMap(({ source, text }) =>
        source === 'link' ? [{ target: text, place: { part, index } }] : [],
      ),
    );
  }

  /** Whether the subject repeats the buyer's words. */
  get isReplySubject(): boolean {
    return REPLY_PREFIX.test(this.message.subject);
  }

  /** Computed styles for a message `width` px wide at most; empty without HTML. */
  styles(width: number): ReadonlyMap<HtmlElement, ComputedStyle> {
    return this.#computed(width)?.map ?? NO_STYLES;
  }

  /** False where the HTML was nested too deeply, or had too many elements or styles, to be judged as a whole. */
  isWhole(width: number): boolean {
    return (this.document?.isWhole ?? true) && (this.#computed(width)?.isWhole ?? true);
  }

  #computed(width: number): DocumentStyles | null {
    if (this.document === null || this.message.html === null) return null;
    if (this.#styles?.width !== width)
      this.#styles = { width, ...computeStyles(this.document, this.message.html, width) };
    return this.#styles;
  }

  /** The body's language, by the author's own words. */
  get language(): DetectedLanguage {
    this.#language ??= this.#plainLanguage() ?? detectLanguage(this.#ownWords());
    return this.#language;
  }

  /** The buyer's language where the body's small words leave no doubt: the detector takes a third of a message's time. */
  #plainLanguage(): DetectedLanguage | null {
    const wanted = languageOf(this.context.preferredLanguage);
    const words = this.bodies.length === 1 ? (this.bodies[0]?.words ?? []) : [];
    if (wanted === null || !areWordsOf(words, wanted)) return null;
    return { language: wanted, ranking: [{ language: wanted, score: 1 }], words: words.length };
  }

  /** The words of the body that tell its language: greeting, names, quotes, addresses and numbers left out. */
  #ownWords(): string {
    const kept: string[] = [];
    let length = 0;
    for (const part of this.bodies) {
      for (const sentence of part.sentences) {
        if (length > MAX_JUDGED) break;
        const shown = part.masked.slice(sentence.start, sentence.end);
        const text = shown.replace(QUOTED, ' ').replace(CODE_LIKE, ' ');
        // A line of one to three words is a greeting or a name, whatever its language.
        if (part.sentences.length > 1 && countWords(text) <= 3) continue;
        kept.push(text);
        length += text.length;
      }
    }
    return kept.join('\n');
  }

  /** The language whose lexicon reads the message: the detected one; in doubt the buyer's, else English. */
  get lexiconLanguage(): Language {
    this.#lexiconLanguage ??= this.#chooseLexicon();
    return this.#lexiconLanguage;
  }

  #chooseLexicon(): Language {
    const wanted = languageOf(this.context.preferredLanguage);
    return wanted !== null && mayBe(this.language, wanted) ? wanted : (this.language.language ?? 'en');
  }

  get lexicon(): Lexicon {
    return lexiconOf(this.lexiconLanguage);
  }

  /** The language whose lexicon reads one text: a file may be in another than the message. */
  languageOf({ text, file }: PlacedText): Language {
    if (file === null || file === 'name') return this.lexiconLanguage;
    let language = this.#fileLanguages.get(text);
    if (language === undefined) {
      language = detectLanguage(text.text).language ?? this.lexiconLanguage;
      this.#fileLanguages.set(text, language);
    }
    return language;
  }

  /** Addresses, numbers and links that lead to the seller, known entities and exempt ones left out. */
  get contacts(): Contacts {
    this.#contacts ??= findContacts(this);
    return this.#contacts;
  }

  /** What the message wants, sentence by sentence. */
  get intents(): Intents {
    this.#intents ??= readIntents(this);
    return this.#intents;
  }

  /** The part's source text. */
  source(part: PartName): string {
    if (part === 'subject') return this.message.subject;
    if (part === 'attachment' || part === 'image') return '';
    return (part === 'text' ? this.message.text : this.message.html) ?? '';
  }
}
