import type { FormEvent, ReactElement } from 'react';
import { useRef } from 'react';

import { withQuery } from '#web/data/address.ts';
import { say } from '#web/data/say.ts';
import { IconButton } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { useAddress, useGo } from '#web/ui/router.tsx';

import styles from './conversation-search.module.css';
import { useDesk } from './desk.tsx';

/** Looks for words, an order or an address; what is looked for stands in the address. */
export function ConversationSearch(): ReactElement {
  const go = useGo();
  const { query } = useAddress();
  const desk = useDesk();
  const field = useRef<HTMLInputElement>(null);
  const wanted = query.get('order') ?? query.get('q') ?? '';
  useCommands([{ id: 'search', label: say('command.search'), keys: '/', run: () => field.current?.focus() }]);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    go(`/inbox${withQuery(query, { q: typed, order: null })}`);
  };
  return (
    <form role="search" className={styles['search']} onSubmit={search}>
      <input
        key={wanted}
        ref={field}
        type="search"
        maxLength={200}
        defaultValue={wanted}
        aria-label={say('inbox.search')}
        placeholder={say('inbox.search')}
      />
      <IconButton name="search" type="submit" label={say('inbox.search-go')} />
      {desk === null ? null : <desk.Filters />}
    </form>
  );
}
