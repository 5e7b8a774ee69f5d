import './base.css';

import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { createQueryClient } from '#web/data/query-client.ts';
import { useLiveUpdates } from '#web/data/live.ts';
import { readReader } from '#web/data/reader.ts';
import type { Texts } from '#web/data/say.ts';
import { speak } from '#web/data/say.ts';

import { AnnounceProvider } from './announce.tsx';
import { CommandProvider } from './keyboard.tsx';
import { RouterProvider } from './router.tsx';
import { SettingsProvider } from './settings.tsx';
import { ToastProvider } from './toast.tsx';

/** A kind of reader's texts in each language; one of them is loaded. */
type TextsOf = Readonly<Record<'en' | 'de' | 'nl', () => Promise<{ readonly default: Texts }>>>;

/** Draws the message centre of one kind of reader, in the language that the server gave the page. */
export async function start(centre: ReactElement, texts: TextsOf): Promise<void> {
  const { lang } = document.documentElement;
  const language = lang === 'de' || lang === 'nl' ? lang : 'en';
  speak(language, (await texts[language]()).default);
  const place = document.getElementById('app');
  if (place === null) throw new Error('the page has no place for the message centre');
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>
        <LiveUpdates />
        <SettingsProvider reader={readReader()} language={language}>
          <AnnounceProvider>
            <CommandProvider>
              <RouterProvider>
                <ToastProvider>{centre}</ToastProvider>
              </RouterProvider>
            </CommandProvider>
          </AnnounceProvider>
        </SettingsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** What the server tells reaches the pages, whichever is open. */
function LiveUpdates(): null {
  useLiveUpdates();
  return null;
}
