import type { ModerationPorts } from '#flow/moderation-ports.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';

import type { VerbContext } from './verb.ts';

/** What the operator's decisions need, from the command line. Throws where a pack's rules of moderation are wrong. */
export function moderationPorts({ db, clock, ids, publicUrl, packsFolder }: VerbContext): ModerationPorts {
  const rules = requireEnforcement(packsFolder);
  return { db, clock, ids, publicUrl, rulesFor: (marketplace) => enforcementFor(rules, marketplace) };
}
