import type { ReactElement, ReactNode } from 'react';
import { createContext, use, useEffect, useState } from 'react';

import type { Endpoint } from '#market/rights.ts';
import type { Formats } from '#web/data/format.ts';
import { createFormats } from '#web/data/format.ts';
import type { WebReader } from '#web/data/reader.ts';

interface Settings {
  readonly reader: WebReader;
  readonly formats: Formats;
  /** Moves on every half minute, so that what is said of time stays true. */
  readonly now: Date;
}

const SettingsContext = createContext<Settings | null>(null);

const TICK_MS = 30_000;

/** Who reads, in which language, and what time it is. */
export function SettingsProvider({
  reader,
  language,
  children,
}: {
  readonly reader: WebReader;
  readonly language: string;
  readonly children: ReactNode;
}): ReactElement {
  const [formats] = useState(() => createFormats(language));
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <SettingsContext value={{ reader, formats, now }}>{children}</SettingsContext>;
}

function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (settings === null) throw new Error('a component stands outside of the settings');
  return settings;
}

export const useReader = (): WebReader => useSettings().reader;
/** Whether the server lets the reader use an endpoint at all. */
export function useCan(): (endpoint: Endpoint) => boolean {
  const { can } = useReader();
  return (endpoint) => can.includes(endpoint);
}
export const useFormats = (): Formats => useSettings().formats;
export const useNow = (): Date => useSettings().now;
