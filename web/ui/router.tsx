import type { AnchorHTMLAttributes, MouseEvent, ReactElement } from 'react';
import { createContext, use, useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';

import type { Address } from '#web/data/address.ts';
import { matchPath } from '#web/data/address.ts';

interface RouterValue {
  readonly address: Address;
  /** Goes somewhere; `replace` where going back should skip what is left. */
  readonly go: (href: string, options?: { readonly replace?: boolean }) => void;
}

const RouterContext = createContext<RouterValue | null>(null);

function readAddress(): Address {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

/** Keeps what is shown and the browser's address the same. */
export function RouterProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [address, setAddress] = useState(readAddress);
  useEffect(() => {
    const follow = (): void => setAddress(readAddress());
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  const go = useCallback<RouterValue['go']>((href, { replace = false } = {}) => {
    if (replace) history.replaceState(null, '', href);
    else history.pushState(null, '', href);
    setAddress(readAddress());
  }, []);
  return <RouterContext value={{ address, go }}>{children}</RouterContext>;
}

function useRouter(): RouterValue {
  const router = use(RouterContext);
  if (router === null) throw new Error('a component stands outside of the router');
  return router;
}

export const useAddress = (): Address => useRouter().address;
export const useGo = (): RouterValue['go'] => useRouter().go;

/** A link within the message centre. A click with a modifier key is the browser's. */
export function Link({
  href,
  onClick,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }): ReactElement {
  const go = useGo();
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return <a {...rest} href={href} onClick={follow} />;
}

/** A page and the addresses that it stands at. */
export interface Route {
  readonly pattern: string;
  readonly page: (params: Readonly<Record<string, string>>) => ReactElement;
}

/** The page at the reader's address. */
export function Routed({
  routes,
  otherwise,
}: {
  readonly routes: readonly Route[];
  readonly otherwise: ReactElement;
}): ReactElement {
  const { path } = useAddress();
  for (const { pattern, page } of routes) {
    const params = matchPath(pattern, path);
    if (params !== null) return page(params);
  }
  return otherwise;
}
