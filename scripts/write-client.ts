import { writeFileSync } from 'node:fs';

import { clientTypes } from './client-types.ts';

writeFileSync(new URL('../client/endpoints.gen.ts', import.meta.url), clientTypes());
