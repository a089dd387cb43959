import { readFileSync } from 'node:fs';

/**
 * The script of the recovery document. Here it is read from its source; the build replaces this module with one
 * that holds the minified text, so that bundlers of apps neither miss the file nor change it.
 */
export const RECOVERY_SCRIPT = readFileSync(new URL('browser/heal.js', import.meta.url), 'utf8');
