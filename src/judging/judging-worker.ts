import { workerData } from 'node:worker_threads';

import { openDictionaries } from '#dictionaries/open-dictionaries.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import type { MessageJudgement } from '#policy/judge-message.ts';
import { judgeMessage } from '#policy/judge-message.ts';
import type { Judgement } from '#policy/lint.ts';
import { lint } from '#policy/lint.ts';
import type { Context } from '#policy/message.ts';
import { serveJobs } from '#workers/worker-thread.ts';

import type { JudgingData, JudgingJob } from './judging-jobs.ts';

// The thread that asks the policy engine. Its language data (a second of work, over a hundred megabytes) are loaded
// here and nowhere else in the server, and a message that would keep it busy for long ends this thread, not the door.

const { packs } = workerData as JudgingData;
/** Each is read when the first message of its language comes. */
const dictionaries = await openDictionaries();

function work(job: JudgingJob): MessageJudgement | Judgement | null {
  if (job.kind === 'warm-up') return warmUp();
  const rules = packs.get(job.request.pack);
  // The message isn't lost by it: an unknown failure is temporary, and the operator finds it in the log.
  if (rules === undefined) throw new Error(`there is no pack ${job.request.pack} in the packs folder`);
  const context = contextIn(rules, job.request.context);
  return job.kind === 'lint'
    ? lint(job.request.message, context, rules.ruleset, [], dictionaries)
    : judgeMessage({ ...job.request, context }, rules.ruleset, dictionaries);
}

/** What the pack adds to what is known of a message. */
function contextIn({ hosts, criticalMarks }: PackRules, context: Context): Context {
  const marks = criticalMarks === null ? {} : { criticalMarks };
  return { ...context, ...marks, marketplaceHosts: [...context.marketplaceHosts, ...hosts] };
}

/** The first message would pay for what is loaded at first use: a made-up one does. */
function warmUp(): null {
  const [rules] = packs.values();
  if (rules === undefined) return null;
  const message = {
    subject: 'Order 302-0000000-0000000',
    text: null,
    html: '<p style="margin:0">Good morning, which day suits you for the delivery? The parcel is large.</p>',
    images: [],
    attachments: [],
  };
  const context = {
    order: null,
    preferredLanguage: 'en',
    marketplaceHosts: [],
    country: 'GB',
    authorRole: 'seller',
    contactReason: '',
    sentAt: new Date(0),
  } as const;
  lint(message, context, rules.ruleset);
  return null;
}

serveJobs((job) => Promise.resolve({ value: work(job as JudgingJob), transfer: [] }));
