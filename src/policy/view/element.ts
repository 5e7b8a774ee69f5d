/** An element of a message's HTML with its place in the source. */
export interface HtmlElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Source range of each attribute, name and quotes included. */
  readonly attributePlaces: ReadonlyMap<string, SourceRange>;
  readonly startTag: SourceRange;
  /** From the start tag to the end tag; the start tag alone for void elements. */
  readonly whole: SourceRange;
  readonly parent: HtmlElement | null;
  readonly children: HtmlElement[];
  /** Position among the element children of its parent, from 0. */
  readonly position: number;
  /** True once a text node with something other than white space stands directly inside. */
  hasOwnText: boolean;
  /** Range of the visible text that the element holds. */
  textStart: number;
  textEnd: number;
}

export interface SourceRange {
  readonly start: number;
  readonly end: number;
}
