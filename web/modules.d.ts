/** Class names of a style sheet: esbuild makes them unique; test/web/styles.test.ts checks that they are there. */
declare module '*.module.css' {
  const names: Readonly<Record<string, string>>;
  export default names;
}

declare module '*.css';

/** The web part of the catalogue for a kind of reader in one language, made by scripts/web/build.ts. */
declare module '#texts/*' {
  import type { Texts } from '#web/data/say.ts';

  const texts: Texts;
  export default texts;
}
