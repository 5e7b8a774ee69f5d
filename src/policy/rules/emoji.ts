import type { Edit } from '../finding.ts';
import { defineRule } from '../rule.ts';

// Nothing below U+203C is an emoji but keycaps and © ®, which stand in ordinary text.
const MAY_HOLD_EMOJI = /[\u203c-\u3299]|[\u{1f000}-\u{1faff}]|\ufe0f/u;
const EMOJI = /\p{RGI_Emoji}|\p{Emoji_Presentation}/gv;
// Shown as text unless a variation selector follows, yet nobody writes them as anything but emoji.
const TEXT_STYLE = /[\u2639\u263a\u263b\u2661\u2665\u2764\u270c\u270b\u270a\u261d\u{1f44d}\u2728]/gu;
const EMOTICON =
  /(?<![\p{L}\p{N}:;=<(])(?:[:;=]['’]?[-o^]?[)(\]DPp*|\\3]+|[:;]-?\/(?![/\w])|<3|\^_?\^|[xX]D+|:['’]-?\(|[oO][_.][oO]|-_-|\\o\/|¯\\_\(ツ\)_\/¯|[:;]o\))(?![\p{L}\p{N}/])/gu;
// One of these stands in every emoticon; most texts hold none of them before a sign that could go on with it.
const MAY_HOLD_EMOTICON = /[:;=]['’]?[-o^]?[)(\]DPp*|\\/3]|<3|\^[_^]|[xX]D|[oO][_.][oO]|-_-|\\o|¯/u;
const KAOMOJI =
  /[(（][^\p{L}\p{N}\s()（）]{0,3}[°•ಠ◕╥ω▽´｀`^≧≦≖◉⌒ᴗ‿^_□ʖ><T﹏・][^()（）\n]{0,10}[)）][^\s\p{L}\p{N}]{0,4}/gu;
const KAOMOJI_SIGN = /[°•ಠ◕╥ω▽｀≧≦≖◉⌒ᴗ‿□ʖ﹏╯╰ノヽ]|[´`][^)]{0,12}[`´]|\^[_.ー-]?\^|T_T|>_</u;

// Who hides a message among more of them has had enough of them named; the next round of a fix finds the others.
const MOST = 1_000;

function* upTo(most: number, matches: Iterable<RegExpMatchArray>): Generator<RegExpMatchArray> {
  let left = most;
  for (const match of matches) {
    if (left === 0) return;
    left -= 1;
    yield match;
  }
}

/** Emoji, emoticons and kaomoji. */
export default defineRule({
  meta: {
    id: 'emoji',
    clause: 'CG-3.3',
    kind: 'style',
    severity: 'block',
    options: {},
    messages: ['emoji', 'emoticon'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report) {
    for (const { text, index } of view.texts) {
      if (index !== null) continue;
      // The source's own characters: the normal view has lost the selectors that make an emoji.
      const shown = text.visible;
      const add = (messageId: string, match: RegExpMatchArray, certainty: 'sure' | 'likely'): void => {
        const start = match.index ?? 0;
        const place = shown.place(start, start + match[0].length);
        const fix: Edit[] = [{ part: place.part, start: place.start ?? 0, end: place.end ?? 0, text: '' }];
        report({ messageId, where: [place], certainty, fix });
      };
      if (MAY_HOLD_EMOJI.test(shown.text)) {
        for (const match of upTo(MOST, shown.text.matchAll(EMOJI))) add('emoji', match, 'sure');
        for (const match of upTo(MOST, shown.text.matchAll(TEXT_STYLE)))
          if (!/^\p{Emoji_Presentation}/u.test(match[0])) add('emoji', match, 'sure');
      }
      if (MAY_HOLD_EMOTICON.test(shown.text))
        for (const match of upTo(MOST, shown.text.matchAll(EMOTICON))) add('emoticon', match, 'likely');
      if (!KAOMOJI_SIGN.test(shown.text)) continue;
      for (const match of upTo(MOST, shown.text.matchAll(KAOMOJI)))
        if (KAOMOJI_SIGN.test(match[0])) add('emoticon', match, 'likely');
    }
  },
});
