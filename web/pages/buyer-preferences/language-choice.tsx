import type { ReactElement } from 'react';
import { useId } from 'react';

import { say } from '#web/data/say.ts';

import styles from './language-choice.module.css';

/** The language in which a buyer is written to. */
export function LanguageChoice({
  chosen,
  languages,
  onChoose,
}: {
  readonly chosen: string;
  readonly languages: readonly string[];
  readonly onChoose: (language: string) => void;
}): ReactElement {
  const heading = useId();
  const all = languages.includes(chosen) ? languages : [chosen, ...languages];
  return (
    <section className={styles['language']} aria-labelledby={heading}>
      <h2 id={heading}>{say('preferences.language')}</h2>
      <label>
        {say('preferences.language-hint')}
        <select value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
          {all.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {nameOf(tag)}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

/** A language in its own words. */
function nameOf(tag: string): string {
  return new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
}
