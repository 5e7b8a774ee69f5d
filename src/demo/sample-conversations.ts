import type { SampleTopic, TalkLanguage } from './sample-talk.ts';
import { ABSENCE, THANKS, TOPICS } from './sample-talk.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
const LATELY_DAYS = 25;

/** An order of the sample market, as far as people talk about it. */
export interface TalkedOrder {
  readonly id: string;
  readonly isShipped: boolean;
  readonly placedAt: Date;
  /** Of the buyer; BCP 47. */
  readonly language: string;
  readonly product: string;
}

export interface SampleMessage {
  readonly author: 'buyer' | 'seller';
  readonly text: string;
  readonly at: Date;
  readonly isAbsenceNote: boolean;
  /** What the recipient's provider did with it. */
  readonly delivery: 'handed-over' | 'refused';
}

export interface SampleConversation {
  readonly orderId: string;
  readonly subject: string;
  /** In the order of time. */
  readonly messages: readonly SampleMessage[];
}

function languageOf(tag: string): TalkLanguage {
  return tag === 'de' || tag === 'nl' ? tag : 'en';
}

/** How a conversation went, so many of a hundred. */
const COURSES = [
  ['answered', 46],
  ['thanked', 20],
  ['answered-late', 8],
  ['followed-up', 8],
  ['waiting', 12],
  ['absent', 4],
  ['bounced', 2],
] as const;

type Course = (typeof COURSES)[number][0];

function courseOf(number: number): Course {
  let left = number % 100;
  for (const [course, share] of COURSES) {
    if (left < share) return course;
    left -= share;
  }
  return 'answered';
}

/** About an order of long ago all is said; about one that was placed just now nobody can have waited for long. */
function courseFor(days: number, next: (below: number) => number): Course {
  const course = courseOf(next(1000));
  if (days < 2) return 'waiting';
  return days > LATELY_DAYS && isRecent(course) ? 'answered' : course;
}

/** What still waits is of the last thirty hours, so that every shade of the time left can be seen. */
const isRecent = (course: Course): boolean =>
  course === 'waiting' || course === 'absent' || course === 'followed-up';

/**
 * One conversation about an order: who said what and when, up to `now`. `next` gives whole numbers below its argument,
 * the same ones on every machine.
 */
export function sampleConversation(
  order: TalkedOrder,
  now: Date,
  next: (below: number) => number,
): SampleConversation {
  const fitting = TOPICS.filter(
    ({ when }) => when === 'any' || when === (order.isShipped ? 'after-shipping' : 'before-shipping'),
  );
  const topic = fitting[next(fitting.length)];
  if (topic === undefined) throw new Error('there is a topic for every order');
  const days = (now.getTime() - order.placedAt.getTime()) / DAY;
  const course = courseFor(days, next);
  const language = languageOf(order.language);
  const fill = (text: string): string =>
    text.replaceAll('{product}', order.product).replaceAll('{order}', order.id);
  const latest = now.getTime() - (isRecent(course) ? 5 * MINUTE : 32 * HOUR);
  const since = Math.max(latest - order.placedAt.getTime(), MINUTE);
  const span = isRecent(course) ? Math.min(since, 30 * HOUR) : since;
  const begun = latest - next(Math.floor(span / MINUTE)) * MINUTE;
  const messages =
    course === 'followed-up' ? followedUp(topic, begun, next) : plain(topic, course, begun, next);
  return {
    orderId: order.id,
    subject: fill(topic.subject[language]),
    messages: messages
      .filter(({ at }) => at < now.getTime())
      .map(({ said, at, ...rest }) => ({ ...rest, text: fill(said[language]), at: new Date(at) })),
  };
}

interface Said {
  readonly author: 'buyer' | 'seller';
  readonly said: SampleTopic['question'];
  readonly at: number;
  readonly isAbsenceNote: boolean;
  readonly delivery: 'handed-over' | 'refused';
}

const say = (author: Said['author'], said: Said['said'], at: number, more: Partial<Said> = {}): Said => ({
  author,
  said,
  at,
  isAbsenceNote: false,
  delivery: 'handed-over',
  ...more,
});

function plain(
  topic: SampleTopic,
  course: Exclude<Course, 'followed-up'>,
  begun: number,
  next: (below: number) => number,
): Said[] {
  const asked = say('buyer', topic.question, begun);
  const within = (hours: number): number => begun + (10 + next(hours * 60)) * MINUTE;
  switch (course) {
    case 'waiting':
      return [asked];
    case 'absent':
      return [asked, say('seller', ABSENCE, begun + MINUTE, { isAbsenceNote: true })];
    case 'answered':
      return [asked, say('seller', topic.answer, within(20))];
    case 'answered-late':
      return [asked, say('seller', topic.answer, begun + 24 * HOUR + next(7 * 60) * MINUTE)];
    case 'bounced':
      return [asked, say('seller', topic.answer, within(20), { delivery: 'refused' })];
    case 'thanked': {
      const answered = within(12);
      return [
        asked,
        say('seller', topic.answer, answered),
        say('buyer', THANKS, answered + (5 + next(180)) * MINUTE),
      ];
    }
  }
}

/** Answered some time ago, and asked again lately. */
function followedUp(topic: SampleTopic, lately: number, next: (below: number) => number): Said[] {
  const begun = lately - 2 * DAY - next(3 * 24) * HOUR;
  return [
    say('buyer', topic.question, begun),
    say('seller', topic.answer, begun + (20 + next(15 * 60)) * MINUTE),
    say('buyer', topic.followUp, lately),
  ];
}
