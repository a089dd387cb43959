import { isText } from '../values.ts';

/** A finding that the app's owner accepts, until a day. */
export interface Acceptance {
  /** A check's id. */
  readonly check: string;
  /** The finding's URL, its path, or either with `*` for any text. */
  readonly url: string;
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31` (UTC). */
  readonly expires: string;
}

const DAY_MS = 86_400_000;

/** Is it still that day, or earlier? */
export function isCurrent({ expires }: Acceptance, now: number): boolean {
  return now < Date.parse(`${expires}T00:00:00Z`) + DAY_MS;
}

/** Does an acceptance speak of this finding? */
export function covers(
  { check, url: pattern }: Acceptance,
  finding: { check: string; url: string },
): boolean {
  if (check !== finding.check) return false;
  const expression = new RegExp(`^${pattern.split('*').map(escape).join('.*')}$`, 's');
  const path = URL.canParse(finding.url) ? new URL(finding.url) : undefined;
  return [finding.url, path?.pathname, path && path.pathname + path.search].some(
    (candidate) => isText(candidate) && expression.test(candidate),
  );
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
