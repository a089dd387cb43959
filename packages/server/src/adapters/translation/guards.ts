import type { Authbeat, Guard, ShellGuard } from '../../authbeat.ts';
import { Refusal } from '../../errors.ts';
import type { ApiOptions } from '../../guards/api.ts';
import type { ShellOptions, ShellVerdict } from '../../guards/shell.ts';
import { refusalAnswer } from '../../http/answers.ts';
import type { AuthbeatRequest } from '../../request.ts';
import type { Answer, Verdict } from '../../verdict.ts';

/** The guards, as a framework knows them. */
export interface Guards<AdaptedGuard, AdaptedShell> {
  /** Guards the documents of iframes, and heals expired page loads. */
  readonly page: () => AdaptedGuard;
  /** Guards APIs. */
  readonly api: (options?: ApiOptions) => AdaptedGuard;
  /** Guards webhooks: each token of the host is good once. */
  readonly webhook: () => AdaptedGuard;
  /** Serves the static page of a `cacheable` module to anybody. */
  readonly shell: (options?: ShellOptions) => AdaptedShell;
}

/** Makes every guard of Authbeat into one of a framework. */
export function adaptGuards<AdaptedGuard, AdaptedShell>(
  authbeat: Authbeat,
  adaptGuard: (guard: Guard) => AdaptedGuard,
  adaptShell: (guard: ShellGuard) => AdaptedShell,
): Guards<AdaptedGuard, AdaptedShell> {
  return {
    page: () => adaptGuard(authbeat.page()),
    api: (options) => adaptGuard(authbeat.api(options)),
    webhook: () => adaptGuard(authbeat.webhook()),
    shell: (options) => adaptShell(authbeat.shell(options)),
  };
}

/** The endpoints as one more guard: it answers what is for Authbeat, and lets all else pass. */
export function endpointsOf(authbeat: Authbeat): ShellGuard {
  return async (request) => {
    const answer = await authbeat.handle(request);
    return answer ? { admitted: false, answer } : { admitted: true, headers: {} };
  };
}

/** What a guard decides. Never rejects: what cannot be judged is not admitted. */
export async function verdictOf<AnyVerdict extends Verdict | ShellVerdict>(
  guard: (request: AuthbeatRequest) => Promise<AnyVerdict>,
  request: AuthbeatRequest,
): Promise<AnyVerdict | { readonly admitted: false; readonly answer: Answer }> {
  try {
    return await guard(request);
  } catch (cause) {
    return { admitted: false, answer: refusalAnswer(new Refusal('unavailable', { cause })) };
  }
}

/** Of these headers a response may have several: what is there already stays. */
export function isAdditive(header: string): boolean {
  return header === 'vary' || header === 'set-cookie';
}

/** A guard's headers for a response with this status: what everybody may keep is the page, not its failure. */
export function headersFor(
  status: number,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isKept = headers['cache-control']?.startsWith('public') === true;
  return isKept && status >= 400 ? { ...headers, 'cache-control': 'no-store' } : headers;
}

/** What the app has set of these in front of a guard stays beside the guard's own: browsers apply every policy. */
export function staysInFront(header: string): boolean {
  return isAdditive(header) || header === 'content-security-policy';
}
