import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import { useInboxViews, useKeepView, useRemoveView } from '#web/data/desk.ts';
import type { FilterName } from '#web/data/inbox-filter.ts';
import { filterText, readFilter } from '#web/data/inbox-filter.ts';
import { say } from '#web/data/say.ts';
import type { TextKey } from '#web/data/say.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { Link, useAddress, useGo } from '#web/ui/router.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './filters.module.css';

/** Filters that are there or not. */
const FLAGS = ['unread', 'files', 'blocked', 'complaint', 'return'] as const;

const STATUSES = [
  'pending',
  'unshipped',
  'partially_shipped',
  'shipped',
  'cancelled',
  'unfulfillable',
] as const;
const LANGUAGES = ['de', 'en', 'fr', 'it', 'es', 'nl', 'pl', 'sv', 'tr'] as const;

const languageName = (tag: string): string =>
  new Intl.DisplayNames(document.documentElement.lang, { type: 'language' }).of(tag) ?? tag;

const ASSIGNEES: ReadonlyMap<string, TextKey> = new Map([
  ['me', 'filter.mine'],
  ['none', 'filter.unassigned'],
]);

const WORDS: ReadonlyMap<string, (value: string) => string> = new Map([
  ...FLAGS.map((name) => [name, () => say(`filter.${name}`)] as const),
  ['assignee', (value) => say(ASSIGNEES.get(value) ?? 'filter.somebody')],
  ['state', (value) => say(value === 'open' ? 'filter.open' : 'filter.resolved')],
  [
    'status',
    (value) =>
      STATUSES.some((status) => status === value) ? say(`order.status.${value}` as TextKey) : value,
  ],
  ['language', languageName],
  ['since', (day) => say('filter.since-day', { day })],
  ['until', (day) => say('filter.until-day', { day })],
]);

/** What a filter says, in words. */
function wordsOf(name: FilterName, value: string): string {
  return WORDS.get(name)?.(value) ?? value;
}

/** Opens everything that a list can be filtered by. */
export function Filters(): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <IconButton name="filter" label={say('filter.title')} onClick={() => setIsOpen(true)} />
      {isOpen ? <FilterForm onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function FilterForm({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { query } = useAddress();
  const go = useGo();
  const filter = readFilter(query);
  const apply = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string): string | null => {
      const value = given.get(name);
      return typeof value === 'string' && value !== '' ? value : null;
    };
    const names = [...FLAGS, 'assignee', 'state', 'status', 'language', 'since', 'until'] as const;
    go(`/inbox${withQuery(query, Object.fromEntries(names.map((name) => [name, text(name)])))}`);
    onClose();
  };
  return (
    <Dialog title={say('filter.title')} onClose={onClose} look="side">
      <form className={styles['form']} onSubmit={apply}>
        <Choice name="assignee" label={say('filter.assignee')} value={filter['assignee']}>
          {['me', 'none']}
        </Choice>
        <Choice name="state" label={say('filter.state')} value={filter['state']}>
          {['open', 'resolved']}
        </Choice>
        <Choice name="status" label={say('filter.status')} value={filter['status']}>
          {STATUSES}
        </Choice>
        <Choice name="language" label={say('filter.language')} value={filter['language']}>
          {LANGUAGES}
        </Choice>
        {FLAGS.map((name) => (
          <label key={name} className={styles['flag']}>
            <input type="checkbox" name={name} value="yes" defaultChecked={filter[name] === 'yes'} />
            {say(`filter.${name}`)}
          </label>
        ))}
        <Day name="since" label={say('filter.since')} value={filter['since']} />
        <Day name="until" label={say('filter.until')} value={filter['until']} />
        <Button type="submit" look="main">
          {say('filter.apply')}
        </Button>
      </form>
    </Dialog>
  );
}

function Choice({
  name,
  label,
  value = '',
  children,
}: {
  readonly name: 'assignee' | 'state' | 'status' | 'language';
  readonly label: string;
  readonly value: string | undefined;
  readonly children: readonly string[];
}): ReactElement {
  return (
    <label className={styles['field']}>
      {label}
      <select name={name} defaultValue={value}>
        <option value="">{say('filter.any')}</option>
        {children.map((option) => (
          <option key={option} value={option}>
            {wordsOf(name, option)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({
  name,
  label,
  value = '',
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}): ReactElement {
  return (
    <label className={styles['field']}>
      {label}
      <input type="date" name={name} defaultValue={value.slice(0, 10)} />
    </label>
  );
}

/** What the list is filtered by, a chip each, and the views that somebody keeps. */
export function Chips(): ReactElement | null {
  const { query } = useAddress();
  const views = useInboxViews();
  const filter = readFilter(query);
  const names = (Object.keys(filter) as FilterName[]).filter((name) => !['q', 'order', 'due'].includes(name));
  const kept = views.data ?? [];
  const current = filterText(filter);
  if (names.length === 0 && kept.length === 0) return null;
  return (
    <div className={styles['chips']}>
      <ul aria-label={say('filter.chips')}>
        {names.map((name) => (
          <li key={name}>
            <Link
              href={`/inbox${withQuery(query, { [name]: null })}`}
              className={styles['chip']}
              aria-label={say('filter.remove', { filter: wordsOf(name, filter[name] ?? '') })}
            >
              {wordsOf(name, filter[name] ?? '')} <Icon name="close" />
            </Link>
          </li>
        ))}
        {kept.map((view) => (
          <li key={view.id}>
            <Link
              href={`/inbox?${view.query}`}
              className={styles['view']}
              aria-current={view.query === current ? 'true' : undefined}
            >
              {view.name}
            </Link>
          </li>
        ))}
      </ul>
      {names.length === 0 ? null : (
        <KeepView current={current} known={kept.find((view) => view.query === current)} />
      )}
    </div>
  );
}

function KeepView({
  current,
  known,
}: {
  readonly current: string;
  readonly known: { readonly id: string; readonly name: string } | undefined;
}): ReactElement {
  const toast = useToast();
  const [isOpen, setIsOpen] = useState(false);
  const keep = useKeepView();
  const remove = useRemoveView();
  const fails = (error: unknown): void => toast({ text: problemText(error) });
  if (known !== undefined)
    return (
      <Button
        look="quiet"
        onClick={() =>
          void remove.mutateAsync(known.id).then(
            () =>
              toast({
                text: say('view.removed', { name: known.name }),
                undo: () => void keep.mutateAsync({ name: known.name, query: current }).catch(fails),
              }),
            fails,
          )
        }
      >
        {say('view.remove')}
      </Button>
    );
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name !== 'string' || name.trim() === '') return;
    void keep.mutateAsync({ name, query: current }).then(() => setIsOpen(false), fails);
  };
  return (
    <>
      <Button look="quiet" onClick={() => setIsOpen(true)}>
        {say('view.keep')}
      </Button>
      {isOpen ? (
        <Dialog title={say('view.keep')} onClose={() => setIsOpen(false)}>
          <form className={styles['form']} onSubmit={save}>
            <label className={styles['field']}>
              {say('view.name')}
              <input name="name" data-first required maxLength={60} />
            </label>
            <Button type="submit" look="main" busy={keep.isPending}>
              {say('view.save')}
            </Button>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
