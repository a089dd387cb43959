import MiniSearch from 'minisearch';
import { SEARCH_OPTIONS } from '../render/search-options.ts';

/** Opens the index of the site. It comes with the site, so that a search asks no other server. */
export async function openSearch(): Promise<MiniSearch> {
  const address = new URL('search-index.js', import.meta.url).href;
  const { index } = (await import(address)) as { index: string };
  return MiniSearch.loadJSONAsync(index, SEARCH_OPTIONS);
}
