/**
 * Which of `values` occur in the bytes of a mail, in any letter case, raw or after its transfer encodings. A quick
 * look for journeys; the thorough search is `leaks.ts`.
 */
export { findLeaks as findLeaksOf } from './leaks.ts';
