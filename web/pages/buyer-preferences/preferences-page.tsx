import type { ReactElement } from 'react';

import type { Preference, PreferenceChange, PreferenceWish } from '#web/data/preferences.ts';
import { useChangePreference, usePreferenceChanges, usePreferences } from '#web/data/preferences.ts';
import { say } from '#web/data/say.ts';
import { Moment } from '#web/ui/moment.tsx';
import { ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { LanguageChoice } from './language-choice.tsx';
import { MarketplaceWishes } from './marketplace-wishes.tsx';
import styles from './preferences-page.module.css';

/** A buyer's communication preferences: what comes, from whom, in which language (OPT 1). */
export default function PreferencesPage(): ReactElement {
  const { ownerId } = useReader();
  const buyer = ownerId ?? '';
  const toast = useToast();
  const { data, error, refetch } = usePreferences(buyer);
  const { mutateAsync, isPending, error: refused } = useChangePreference(buyer);
  // What went wrong is shown from `refused`.
  const change = (wish: PreferenceWish): Promise<void> =>
    mutateAsync(wish).then(
      () => toast({ text: say('preferences.kept') }),
      () => undefined,
    );
  return (
    <Page title={say('preferences.title')} lead={say('preferences.lead')}>
      {error !== null && data === undefined ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {error === null && data === undefined ? <Skeleton lines={12} label={say('loading')} /> : null}
      {refused === null ? null : <ProblemNote error={refused} />}
      {data?.marketplaces.map((preference: Preference) => (
        <MarketplaceWishes
          key={preference.marketplace}
          preference={preference}
          isBusy={isPending}
          onChange={change}
        />
      ))}
      {data === undefined ? null : (
        <LanguageChoice
          chosen={data.language}
          languages={data.languages}
          onChoose={(language) => void change({ language })}
        />
      )}
      {data === undefined ? null : <Changes buyer={buyer} />}
    </Page>
  );
}

function Changes({ buyer }: { readonly buyer: string }): ReactElement | null {
  const { data } = usePreferenceChanges(buyer);
  if (data === undefined || data.length === 0) return null;
  return (
    <details className={styles['changes']}>
      <summary>{say('preferences.changes')}</summary>
      <ul>
        {data.map((change) => (
          <li key={change.id}>
            <Moment at={change.at} look="day" />
            <span>{changeText(change)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function changeText({ seller, declines, language, actor }: PreferenceChange): string {
  const by = actor?.kind === 'buyer' ? 'buyer' : 'staff';
  if (language !== null) return say('preferences.change.language', { by, language });
  const what = declines === true ? 'declined' : 'wanted';
  return seller === null
    ? say('preferences.change.all', { by, what })
    : say('preferences.change.seller', { by, what, seller: seller.name });
}
