import { useEffect } from 'react';

import { say } from '#web/data/say.ts';
import type { Advice } from '#web/data/writing.ts';
import { useAnnounce } from '#web/ui/announce.tsx';

import { isStillSo } from './finding-place.ts';

const isStop = ({ effect }: Advice['findings'][number]): boolean => effect === 'refuse';

/** What is said of the text as it is now: what was mended since is left out. */
export function adviceNow(advice: Advice | null, text: string): Advice | null {
  if (advice === null) return null;
  // What was masked on the way in (an own address) is quoted as it was judged, and stands in no text that was typed.
  const findings =
    advice.of === text ? advice.findings : advice.findings.filter((finding) => isStillSo(finding, text));
  const isMended = advice.of !== text && advice.reasons.length === 0 && !findings.some(isStop);
  return { ...advice, findings, stops: advice.stops && !isMended };
}

/** How much has to be mended before it can be sent. */
export function countStops(advice: Advice | null): number {
  if (advice === null || !advice.stops) return 0;
  const findings = advice.findings.filter(isStop).length;
  return findings > 0 ? findings : Math.max(1, advice.reasons.length);
}

/** Says the count of remarks to those who don't see them, when it changes. */
export function useSaidCount(advice: Advice | null): void {
  const announce = useAnnounce();
  const count = advice === null ? null : advice.findings.length + advice.reasons.length;
  useEffect(() => {
    if (count !== null) announce(say('composer.advice-count', { count }));
  }, [announce, count]);
}
