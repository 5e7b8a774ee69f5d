import { fileURLToPath } from 'node:url';

/** The packs of this release, which the sample marketplaces use. */
export const SAMPLE_PACKS = fileURLToPath(new URL('../../packs', import.meta.url));
