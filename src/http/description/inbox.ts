import { z } from 'zod';

import { changeBody, noteBody, presenceBody, viewBody } from '#http/conversation-work.ts';
import { draftBody } from '#http/drafts.ts';

import type { Operations } from './operation.ts';
import { listOf, result, uuid } from './views.ts';

/** How a seller's people work through their conversations together. */
export const INBOX: Operations = {
  'POST /api/v1/conversations/changes': {
    means: 'Assigns, resolves, marks many conversations at once.',
    body: changeBody,
    answer: z.strictObject({ changed: z.unknown() }),
  },
  'GET /api/v1/conversations/:id/notes': {
    means: 'What a seller’s people wrote for each other.',
    answer: listOf(z.looseObject({ id: uuid })),
  },
  'POST /api/v1/conversations/:id/notes': {
    means: 'Writes a note for colleagues.',
    body: noteBody,
    answer: z.strictObject({ id: uuid }),
    status: 201,
  },
  'DELETE /api/v1/conversations/:id/notes/:note': { means: 'Takes a note back.', answer: result('removed') },
  'PUT /api/v1/conversations/:id/presence': {
    means: 'Says that somebody looks at a conversation, or writes.',
    body: presenceBody,
    answer: result('noted'),
  },
  'GET /api/v1/conversations/:id/draft': {
    means: 'The draft of the next message, with its ETag.',
    answer: z.looseObject({ text: z.string() }),
  },
  'PUT /api/v1/conversations/:id/draft': {
    means: 'Keeps the draft.',
    body: draftBody,
    answer: z.looseObject({}),
    ifMatch: true,
  },
  'GET /api/v1/inbox-views': {
    means: 'Kept views of the inbox.',
    answer: listOf(z.looseObject({ id: uuid })),
  },
  'POST /api/v1/inbox-views': {
    means: 'Keeps a view.',
    body: viewBody,
    answer: z.looseObject({ id: uuid }),
    status: 201,
  },
  'DELETE /api/v1/inbox-views/:id': { means: 'Removes it.', answer: result('removed') },
};
