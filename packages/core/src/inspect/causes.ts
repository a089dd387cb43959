import type { CauseText } from './causes/cause.ts';
import { REQUEST_CAUSES } from './causes/request.ts';
import { SIGNATURE_CAUSES } from './causes/signature.ts';
import { TOKEN_CAUSES } from './causes/token.ts';
import { DOCS_URL } from '../protocol.ts';

/** Every cause that `inspect` can name. The ids are stable; the sentences may change. */
export const CAUSES = { ...TOKEN_CAUSES, ...SIGNATURE_CAUSES, ...REQUEST_CAUSES } as const;

/** The stable id of a cause. Its page is `causes/<id>/` of the documentation. */
export type CauseId = keyof typeof CAUSES;

/** Something that is wrong with a token or with the request it came with. */
export interface Cause {
  readonly id: CauseId;
  /**
   * `certain`: proven, by a hash or signature that fits or by what the token shows. `possible`: it fits what is
   * known, and so may others. `note`: it does no harm here.
   */
  readonly certainty: 'certain' | 'possible' | 'note';
  /** One sentence about this token. It holds no secret and no token. */
  readonly message: string;
  /** What to do. */
  readonly help: string;
  /** Which of Authbeat's documents explains it. */
  readonly docs: string;
  /** What the message names: the parameter, the path, the claim. */
  readonly data: Readonly<Record<string, string>>;
}

/** What is particular to one occurrence of a cause. */
export interface CauseDetails {
  /** Defaults to `certain`. */
  readonly certainty?: Cause['certainty'];
  /** Defaults to the title of the cause. */
  readonly message?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Names a cause. */
export function nameCause(
  id: CauseId,
  { certainty = 'certain', message, data = {} }: CauseDetails = {},
): Cause {
  const { title, help }: CauseText = CAUSES[id];
  return { id, certainty, message: message ?? `${title}.`, help, docs: `${DOCS_URL}/causes/${id}/`, data };
}

/** Does it keep the token from being accepted? */
export function isFault({ certainty }: Cause): boolean {
  return certainty !== 'note';
}
