import type * as script from './script.ts';

declare global {
  interface Window {
    /** What the script for pages without a bundler sets. */
    readonly authbeat: typeof script;
  }
}
