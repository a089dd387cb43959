import { createHighlighter, type BundledLanguage } from 'shiki';

const LANGUAGES: readonly BundledLanguage[] = [
  'ts',
  'tsx',
  'js',
  'html',
  'json',
  'sh',
  'sql',
  'yaml',
  'java',
  'http',
  'nginx',
  'diff',
];
// Their contrast is that of WCAG's level AA at least, on white and on nearly black.
const THEMES = { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' };

/** Colours code by classes, because the content security policy of the site forbids styles in elements. */
export interface Highlighter {
  /** The code as HTML; a language that is not known stays without colours. */
  highlight(code: string, language: string): string;
  /** The rules of all classes that `highlight` has used. */
  css(): string;
}

export async function openHighlighter(): Promise<Highlighter> {
  const shiki = await createHighlighter({ themes: Object.values(THEMES), langs: [...LANGUAGES] });
  const classes = new Map<string, string>();
  const classOf = (colours: string): string => {
    const name = classes.get(colours) ?? `c${classes.size}`;
    classes.set(colours, name);
    return name;
  };
  return {
    highlight(code, language) {
      const lang = LANGUAGES.find((known) => known === language);
      if (lang === undefined) return escape(code);
      const { tokens } = shiki.codeToTokens(code, {
        lang,
        themes: THEMES,
        defaultColor: 'light-dark()',
      });
      const lines = tokens.map((line) =>
        line
          .map(({ content, htmlStyle = {} }) => {
            const { color = '' } = htmlStyle;
            return color === ''
              ? escape(content)
              : `<span class="${classOf(color)}">${escape(content)}</span>`;
          })
          .join(''),
      );
      return lines.join('\n');
    },
    css: () => [...classes].map(([colours, name]) => `.${name} { color: ${colours}; }`).join('\n'),
  };
}

/** Text as HTML. */
export function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
