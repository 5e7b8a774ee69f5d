import type { ReactElement } from 'react';

import { say, sayWith } from '#web/data/say.ts';
import type { Advice } from '#web/data/writing.ts';
import { classes } from '#web/ui/classes.ts';

import styles from './composer-advice.module.css';
import type { TextPlace } from './finding-place.ts';
import { findingPlace } from './finding-place.ts';

const LONGEST_QUOTE = 60;

/** A finding may quote a whole paragraph. */
function shortened(quote: string): string {
  return quote.length > LONGEST_QUOTE ? `${quote.slice(0, LONGEST_QUOTE)}…` : quote;
}

/** What would become of an answer. Of one size whatever it says, so that the words above it stay where they are. */
export function ComposerAdvice({
  advice,
  text,
  onSelect,
}: {
  readonly advice: Advice | null;
  /** As it stands in the box now. */
  readonly text: string;
  readonly onSelect: (place: TextPlace) => void;
}): ReactElement {
  return (
    <section className={styles['advice']} aria-label={say('composer.advice')} tabIndex={0}>
      {advice === null ? <p className={styles['quiet']}>{say('composer.advice-hint')}</p> : null}
      {advice === null ? null : <Remarks advice={advice} text={text} onSelect={onSelect} />}
    </section>
  );
}

function Remarks({
  advice: { stops, reasons, findings, passesOptOut },
  text,
  onSelect,
}: {
  readonly advice: Advice;
  readonly text: string;
  readonly onSelect: (place: TextPlace) => void;
}): ReactElement {
  const isEmpty = reasons.length === 0 && findings.length === 0;
  return (
    <>
      {isEmpty ? <p className={styles['quiet']}>{say('composer.advice-count', { count: 0 })}</p> : null}
      <ul className={styles['list']}>
        {reasons.map((reason) => (
          <li key={reason} className={classes(stops && styles['stops'])}>
            {reason}
          </li>
        ))}
        {findings.map((finding, index) => (
          <Remark key={index} finding={finding} place={findingPlace(finding, text)} onSelect={onSelect} />
        ))}
      </ul>
      {passesOptOut === null ? null : (
        <p className={styles['quiet']}>{say(passesOptOut ? 'composer.passes' : 'composer.passes-not')}</p>
      )}
    </>
  );
}

function Remark({
  finding: { effect, quote, text, rule },
  place,
  onSelect,
}: {
  readonly finding: Advice['findings'][number];
  readonly place: TextPlace | null;
  readonly onSelect: (place: TextPlace) => void;
}): ReactElement {
  const link = (inside: string): ReactElement => (
    <a key="link" href={`/rules/${rule}`} target="_blank" rel="noreferrer">
      {inside}
    </a>
  );
  return (
    <li className={classes(effect === 'refuse' && styles['stops'])}>
      <strong>{say('composer.effect', { effect })}</strong>{' '}
      {place === null ? null : (
        <>
          <button
            type="button"
            className={styles['quote']}
            aria-label={say('composer.select', { quote: shortened(quote) })}
            onClick={() => onSelect(place)}
          >
            {shortened(quote)}
          </button>{' '}
        </>
      )}
      {text} {sayWith('message.guideline', { link }) as readonly ReactElement[]}
    </li>
  );
}
