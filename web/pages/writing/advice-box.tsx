import type { ReactElement } from 'react';

import { say, sayWith } from '#web/data/say.ts';
import type { Advice } from '#web/data/writing.ts';
import { classes } from '#web/ui/classes.ts';

import styles from './advice-box.module.css';
import type { TextPlace } from './finding-place.ts';
import { findingPlace, mendedText } from './finding-place.ts';

const LONGEST_QUOTE = 60;

/** A finding may quote a whole paragraph. */
function shortened(quote: string): string {
  return quote.length > LONGEST_QUOTE ? `${quote.slice(0, LONGEST_QUOTE)}…` : quote;
}

/** What would become of an answer. Of one size whatever it says, so that the words above it stay where they are. */
export function AdviceBox({
  advice,
  text,
  onSelect,
  onChange,
}: {
  readonly advice: Advice | null;
  /** As it stands in the box now. */
  readonly text: string;
  readonly onSelect: (place: TextPlace) => void;
  /** Puts a mended text in its place. */
  readonly onChange: (text: string) => void;
}): ReactElement {
  return (
    <section className={styles['advice']} aria-label={say('composer.advice')} tabIndex={0}>
      {advice === null ? <p className={styles['quiet']}>{say('composer.advice-hint')}</p> : null}
      {advice === null ? null : (
        <Remarks advice={advice} text={text} onSelect={onSelect} onChange={onChange} />
      )}
    </section>
  );
}

function Remarks({
  advice: { stops, reasons, findings, passesOptOut },
  text,
  onSelect,
  onChange,
}: {
  readonly advice: Advice;
  readonly text: string;
  readonly onSelect: (place: TextPlace) => void;
  readonly onChange: (text: string) => void;
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
          <Remark
            key={index}
            finding={finding}
            place={findingPlace(finding, text)}
            onSelect={onSelect}
            onMend={(place) => onChange(mendedText(text, place, finding.replacement ?? ''))}
          />
        ))}
      </ul>
      {passesOptOut === null ? null : (
        <p className={styles['quiet']}>{say(passesOptOut ? 'composer.passes' : 'composer.passes-not')}</p>
      )}
    </>
  );
}

function Remark({
  finding,
  place,
  onSelect,
  onMend,
}: {
  readonly finding: Advice['findings'][number];
  readonly place: TextPlace | null;
  readonly onSelect: (place: TextPlace) => void;
  readonly onMend: (place: TextPlace) => void;
}): ReactElement {
  const { effect, quote, text, rule } = finding;
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
      {text} {sayWith('message.guideline', { link }) as readonly ReactElement[]}{' '}
      {place === null ? null : <Mend finding={finding} onMend={() => onMend(place)} />}
    </li>
  );
}

/** One click that mends it: other words for these, or none. Longer passages are for their author to mend. */
function Mend({
  finding: { effect, quote, replacement },
  onMend,
}: {
  readonly finding: Advice['findings'][number];
  readonly onMend: () => void;
}): ReactElement | null {
  const isShort = quote.length <= LONGEST_QUOTE;
  if (replacement === undefined && (effect === 'warn' || !isShort)) return null;
  return (
    <button type="button" className={styles['mend']} onClick={onMend}>
      {replacement === undefined || replacement === ''
        ? say('composer.take-out')
        : say('composer.replace', { words: shortened(replacement) })}
    </button>
  );
}
