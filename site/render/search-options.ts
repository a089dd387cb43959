import type { Options } from 'minisearch';

/** What the build writes into the index and the page reads from it: they must be the same. */
export const SEARCH_OPTIONS: Options = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page'],
  // Codes such as token_expired are found by their parts, too.
  tokenize: (text) => text.split(/[\s\p{P}]+/u),
  searchOptions: { boost: { title: 4, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
};
