import { cleanLink } from '#mail/html-link.ts';
import type { Scrubber } from '#mail/scrub.ts';
import { requireThat } from './file-fault.ts';
import type { XmlEdit, XmlTag } from './xml.ts';

/** A path on the author's machine or network: its parts name account and host. */
const LOCAL_PATH = /^(?:file:|[a-z]:[\\/]|\\\\|\/(?:home|users|volumes|mnt|tmp)\/)/iu;

/** Attributes that name a person or a machine, by local name. */
const PERSONAL: ReadonlySet<string> = new Set(
  `author initials userId userid userName lastModifiedBy refreshedBy docId absPath codeName
  rsidR rsidRPr rsidRDefault rsidP rsidTr rsidSect rsidDel rsidRoot`.split(/\s+/u),
);

/** Elements that go with their content, by local name. */
const DROPPED: ReadonlySet<string> = new Set(
  `rsids attachedTemplate mailMerge docVars docId absPath revisionPtr fileSharing customWorkbookViews
  custDataLst saveThroughXslt printerSettings`.split(/\s+/u),
);

/** Attributes that may hold words or paths that a program put there. */
const DESCRIPTIVE: ReadonlySet<string> = new Set('descr title alt name href src tooltip Target'.split(' '));

/** The edit that one element of WordprocessingML, SpreadsheetML, PresentationML or a drawing needs. */
export function editOfficeElement(tag: XmlTag, scrubber: Scrubber): XmlEdit {
  if (DROPPED.has(tag.local)) return 'drop';
  const edits = new Map<string, string | null>();
  for (const [name, value] of tag.attributes) {
    if (PERSONAL.has(name)) edits.set(name, name.startsWith('rsid') ? null : '');
    else if (DESCRIPTIVE.has(name)) {
      const clean = LOCAL_PATH.test(value) ? '' : scrubber.scrub(value).text;
      if (clean !== value) edits.set(name, clean);
    }
  }
  // The printer's settings that this refers to name a printer and its host; they don't travel.
  if (tag.local === 'pageSetup') edits.set('id', null);
  return edits.size === 0 ? 'keep' : edits;
}

/** One relationship of a part (ECMA-376 part 2 §9.3). */
export interface Relationship {
  readonly type: string;
  readonly target: string;
  readonly external: boolean;
}

/**
 * Where a relationship to the outside may point: web links as they may travel, nothing else. Templates,
 * pictures, objects and frames from elsewhere would be fetched by the reader's program (C5, C7).
 */
export function cleanTarget(relationship: Relationship, scrubber: Scrubber): string {
  const nowhere = 'about:blank';
  if (!relationship.type.endsWith('/hyperlink')) return nowhere;
  if (/^mailto:/iu.test(relationship.target)) return scrubber.scrub(relationship.target).text;
  if (relationship.target.startsWith('#')) return relationship.target;
  return cleanLink(relationship.target, scrubber).href ?? nowhere;
}

/** Field codes and formulas that start programs (C5). */
export function requireNoProgramFields(text: string): void {
  requireThat(!/\bDDE(?:AUTO)?\b/u.test(text), 'a DDE field', 'macros');
}
