import type { Authbeat, Guard } from '../../authbeat.ts';
import { Refusal } from '../../errors.ts';
import type { ApiOptions } from '../../guards/api.ts';
import { refusalAnswer } from '../../http/answers.ts';
import type { AuthbeatRequest } from '../../request.ts';
import type { Answer, Verdict } from '../../verdict.ts';

/** The guards, as a framework knows them. */
export interface Guards<Adapted> {
  /** Guards the documents of iframes, and heals expired page loads. */
  readonly page: () => Adapted;
  /** Guards APIs. */
  readonly api: (options?: ApiOptions) => Adapted;
}

/** Makes every guard of Authbeat into one of a framework. */
export function adaptGuards<Adapted>(authbeat: Authbeat, adapt: (guard: Guard) => Adapted): Guards<Adapted> {
  return {
    page: () => adapt(authbeat.page()),
    api: (options) => adapt(authbeat.api(options)),
  };
}

/** What a guard decides. Never rejects: what cannot be judged is not admitted. */
export async function verdictOf(guard: Guard, request: AuthbeatRequest): Promise<Verdict> {
  try {
    return await guard(request);
  } catch (cause) {
    return { admitted: false, answer: failure(cause) };
  }
}

/** Authbeat's own answer, if the request is for Authbeat. Never rejects. */
export async function answerOf(authbeat: Authbeat, request: AuthbeatRequest): Promise<Answer | undefined> {
  try {
    return await authbeat.handle(request);
  } catch (cause) {
    return failure(cause);
  }
}

function failure(cause: unknown): Answer {
  return refusalAnswer(new Refusal('unavailable', { cause }));
}

/** Of these headers a response may have several: what is there already stays. */
export function isAdditive(header: string): boolean {
  return header === 'vary' || header === 'set-cookie';
}
