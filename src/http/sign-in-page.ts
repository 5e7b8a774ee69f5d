import { html } from 'hono/html';

import type { MessageKey, MessageValues } from '#locales/catalogue.ts';
import { say } from '#locales/catalogue.ts';

import { layout } from './page.ts';

type Markup = ReturnType<typeof html>;

/** What the sign-in page offers beside the password. */
export interface SignInOffers {
  /** Where to go afterwards: a path of ours. */
  readonly to: string;
  /** Filled in again after a wrong password. */
  readonly address: string;
  /** What was wrong with the last try. */
  readonly fault: MessageKey | null;
  /** Of the demo: people to be with one click. */
  readonly samplePeople: readonly string[];
}

function faultLine(language: string, fault: MessageKey | null, values: MessageValues = {}): Markup | string {
  return fault === null ? '' : html`<p class="problem" role="alert">${say(language, fault, values)}</p>`;
}

/** Address and password; everything that a password manager needs is in the markup, and it works without script. */
export function signInPage(language: string, { to, address, fault, samplePeople }: SignInOffers): string {
  return layout(
    language,
    say(language, 'sign-in.title'),
    html`<h1>${say(language, 'sign-in.title')}</h1>
      ${faultLine(language, fault)}
      ${samplePeople.length === 0 ? '' : sampleButtons(language, to, samplePeople)}
      <form method="post" action="/sign-in/password">
        <input type="hidden" name="to" value="${to}" />
        <label for="address">${say(language, 'sign-in.address')}</label>
        <input
          id="address"
          name="address"
          type="email"
          required
          autocomplete="username webauthn"
          autocapitalize="none"
          spellcheck="false"
          value="${address}"
        />
        <label for="password">${say(language, 'sign-in.password')}</label>
        <input id="password" name="password" type="password" required autocomplete="current-password" />
        <button>${say(language, 'sign-in.button')}</button>
      </form>`,
  );
}

function sampleButtons(language: string, to: string, people: readonly string[]): Markup {
  return html`<section aria-labelledby="samples">
    <h2 id="samples">${say(language, 'sign-in.samples')}</h2>
    <form method="post" action="/sign-in/sample">
      <input type="hidden" name="to" value="${to}" />
      <p class="choices">
        ${people.map((name, index) => html`<button name="person" value="${index}">${name}</button>`)}
      </p>
    </form>
  </section>`;
}

/** Where the holder of an invitation, or of a link to a new password, chooses one. */
export function choosePasswordPage(
  language: string,
  {
    link,
    kind,
    name,
    address,
    fault,
  }: {
    readonly link: string;
    readonly kind: 'invitation' | 'reset';
    readonly name: string;
    readonly address: string;
    readonly fault: MessageKey | null;
  },
): string {
  const title = say(language, `sign-in.${kind}.title`);
  return layout(
    language,
    title,
    html`<h1>${title}</h1>
      <p>${say(language, `sign-in.${kind}.intro`, { name, address })}</p>
      ${faultLine(language, fault)}
      <form method="post" action="/invitation/${link}">
        <input type="hidden" name="username" autocomplete="username" value="${address}" />
        <label for="password">${say(language, 'sign-in.new-password')}</label>
        <input
          id="password"
          name="password"
          type="password"
          required
          minlength="12"
          maxlength="200"
          autocomplete="new-password"
          aria-describedby="password-help"
        />
        <p id="password-help">${say(language, 'sign-in.password-help')}</p>
        <button>${say(language, 'sign-in.choose-button')}</button>
      </form>`,
  );
}

/** A buyer who comes from the shop by a link goes on by a button. */
export function handOffPage(
  language: string,
  { token, to, name }: { readonly token: string; readonly to: string; readonly name: string },
): string {
  return layout(
    language,
    say(language, 'sign-in.title'),
    html`<h1>${say(language, 'sign-in.title')}</h1>
      <form method="post" action="/sign-in/hand-off">
        <input type="hidden" name="token" value="${token}" />
        <input type="hidden" name="to" value="${to}" />
        <button>${say(language, 'sign-in.hand-off', { name })}</button>
      </form>`,
  );
}

/** A sentence and the way on. */
export function signInNotice(language: string, sentence: MessageKey): string {
  return layout(
    language,
    say(language, 'sign-in.title'),
    html`<h1>${say(language, 'sign-in.title')}</h1>
      <p class="problem" role="alert">${say(language, sentence)}</p>
      <p><a href="/sign-in">${say(language, 'sign-in.title')}</a></p>`,
  );
}
