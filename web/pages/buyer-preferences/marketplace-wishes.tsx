import type { ReactElement } from 'react';
import { startTransition, useId, useOptimistic } from 'react';

import type { Preference, PreferenceWish } from '#web/data/preferences.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { useFormats } from '#web/ui/settings.tsx';

import styles from './marketplace-wishes.module.css';

/** What comes from the sellers of one marketplace: all of them, single ones, and what comes nevertheless. */
export function MarketplaceWishes({
  preference,
  isBusy,
  onChange,
}: {
  readonly preference: Preference;
  readonly isBusy: boolean;
  /** Done when the server has answered, whatever it said. */
  readonly onChange: (wish: PreferenceWish) => Promise<void>;
}): ReactElement {
  const heading = useId();
  const { marketplace, name, declines } = preference;
  // What was chosen stays chosen while the server is asked.
  const [chosen, choose] = useOptimistic(declines);
  const change = (choice: boolean): void =>
    startTransition(async () => {
      choose(choice);
      await onChange({ marketplace, seller: null, declines: choice });
    });
  return (
    <section className={styles['market']} aria-labelledby={heading}>
      <h2 id={heading}>{name}</h2>
      <fieldset className={styles['wish']}>
        <legend>{say('preferences.all-sellers')}</legend>
        {[false, true].map((choice) => (
          <label key={String(choice)}>
            <input
              type="radio"
              name={`wish-${marketplace}`}
              checked={chosen === choice}
              onChange={() => change(choice)}
            />
            {say(choice ? 'preferences.necessary' : 'preferences.everything')}
          </label>
        ))}
      </fieldset>
      <StillComes preference={preference} />
      {chosen ? null : <MutedSellers preference={preference} isBusy={isBusy} onChange={onChange} />}
    </section>
  );
}

function StillComes({ preference: { stillComes } }: { readonly preference: Preference }): ReactElement {
  const formats = useFormats();
  const { reasons, categories, inForceFrom } = stillComes;
  return (
    <details className={styles['still']}>
      <summary>{say('preferences.still')}</summary>
      <ul>
        <li>{say('preferences.still-answers')}</li>
        <li>
          {say('preferences.still-necessary')}
          <ul>
            {reasons.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </li>
        {categories.length === 0 ? null : <li>{say('preferences.still-made')}</li>}
        {inForceFrom === null ? null : (
          <li>{say('preferences.in-force', { day: formats.day(new Date(inForceFrom)) })}</li>
        )}
      </ul>
    </details>
  );
}

function MutedSellers({
  preference: { marketplace, muted },
  isBusy,
  onChange,
}: {
  readonly preference: Preference;
  readonly isBusy: boolean;
  readonly onChange: (wish: PreferenceWish) => Promise<void>;
}): ReactElement {
  return (
    <div className={styles['muted']}>
      <h3>{say('preferences.muted')}</h3>
      {muted.length === 0 ? <p>{say('preferences.nobody-muted')}</p> : null}
      <ul>
        {muted.map(({ id, name }) => (
          <li key={id}>
            <span>{name}</span>
            <Button
              disabled={isBusy}
              onClick={() => void onChange({ marketplace, seller: id, declines: false })}
            >
              {say('preferences.unmute')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
