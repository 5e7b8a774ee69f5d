import type { Place } from '../finding.ts';
import type { MessageView } from '../view/message-view.ts';

/** Where a picture of the message's list is shown in its HTML; the picture itself where it isn't. */
export function elementOfPicture(view: MessageView, index: number): Place[] {
  const cid = view.message.images[index]?.cid ?? '';
  const shown = (view.document?.elements ?? []).filter(
    (element) => element.tag === 'img' && element.attributes.get('src') === `cid:${cid}`,
  );
  if (shown.length === 0 || cid === '') return [{ part: 'image', index }];
  return shown.map((element) => ({ part: 'html', start: element.startTag.start, end: element.startTag.end }));
}
