/** What pages do beyond links and text: search, and the choice between light and dark. Without it they work, too. */
import type MiniSearch from 'minisearch';

const root = document.querySelector<HTMLElement>('script[data-root]')?.dataset['root'] ?? './';
const MAX_RESULTS = 12;

function element<Kind extends HTMLElement>(selector: string, kind: new () => Kind): Kind {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${selector}.`);
}

function offerThemes(): void {
  const button = element('#theme', HTMLButtonElement);
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const show = (theme: string | null): void => {
    if (theme === null) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    button.textContent = isDark() ? 'Light' : 'Dark';
  };
  const isDark = (): boolean => {
    const { theme } = document.documentElement.dataset;
    return theme === undefined ? prefersDark.matches : theme === 'dark';
  };
  show(localStorage.getItem('theme'));
  button.addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    localStorage.setItem('theme', theme);
    show(theme);
  });
  prefersDark.addEventListener('change', () => show(localStorage.getItem('theme')));
  button.hidden = false;
}

function offerSearch(): void {
  const input = element('#query', HTMLInputElement);
  const list = element('#results', HTMLUListElement);
  let loading: Promise<MiniSearch> | undefined;
  const search = async (): Promise<void> => {
    const query = input.value.trim();
    loading ??= loadSearch();
    const results = query === '' ? [] : (await loading).search(query).slice(0, MAX_RESULTS);
    if (query !== input.value.trim()) return;
    list.replaceChildren(...results.map(toItem));
    if (query !== '' && results.length === 0) list.replaceChildren(toNote('Nothing found.'));
    list.hidden = query === '';
  };
  input.addEventListener('input', () => void search());
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') list.hidden = true;
    if (
      event.key === '/' &&
      !(event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
    ) {
      event.preventDefault();
      input.focus();
    }
  });
  element('search', HTMLElement).hidden = false;
}

/** Loaded with the first character that is typed. */
async function loadSearch(): Promise<MiniSearch> {
  const { openSearch } = (await import(new URL(`${root}assets/search.js`, location.href).href)) as {
    openSearch: () => Promise<MiniSearch>;
  };
  return openSearch();
}

function toItem({ id, title, page }: Record<string, unknown>): HTMLLIElement {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = `${root}${String(id)}`;
  link.textContent = title === page ? String(title) : `${String(page)} › ${String(title)}`;
  item.append(link);
  return item;
}

function toNote(text: string): HTMLLIElement {
  const item = document.createElement('li');
  item.textContent = text;
  return item;
}

offerThemes();
offerSearch();
