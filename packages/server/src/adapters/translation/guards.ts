import type { Authbeat } from '../../authbeat.ts';
import { Refusal } from '../../errors.ts';
import type { ApiOptions } from '../../guards/api.ts';
import type { ShellOptions } from '../../guards/shell.ts';
import { refusalResponse } from '../../http/responses.ts';
import type { AuthbeatRequest } from '../../request.ts';
import type { AuthbeatResponse } from '../../response.ts';
import type { Admission, Guard, Verdict } from '../../verdict.ts';

/** Authbeat's endpoints and guards, in the form that a framework takes. */
export interface Handlers<Endpoints, AdaptedGuard, AdaptedShell> {
  /** Responds to the requests for Authbeat itself, below `mount`. Put it in front of the app's own routes. */
  readonly endpoints: () => Endpoints;
  /** Guards the pages that a host frames. An expired page load heals. */
  readonly page: () => AdaptedGuard;
  /** Guards APIs. */
  readonly api: (options?: ApiOptions) => AdaptedGuard;
  /** Guards webhooks. Each token of the host is admitted once. */
  readonly webhook: () => AdaptedGuard;
  /** Guards the static page of a `cacheable` module. Admits every request. */
  readonly shell: (options?: ShellOptions) => AdaptedShell;
}

/** Adapts every guard of Authbeat to a framework. */
export function adaptGuards<AdaptedGuard, AdaptedShell>(
  authbeat: Authbeat,
  adaptGuard: (guard: Guard) => AdaptedGuard,
  adaptShell: (guard: Guard<undefined>) => AdaptedShell,
): Omit<Handlers<never, AdaptedGuard, AdaptedShell>, 'endpoints'> {
  return {
    page: () => adaptGuard(authbeat.page()),
    api: (options) => adaptGuard(authbeat.api(options)),
    webhook: () => adaptGuard(authbeat.webhook()),
    shell: (options) => adaptShell(authbeat.shell(options)),
  };
}

/** The response of an endpoint; `undefined` when the request is for the app. Never rejects. */
export async function respond(
  authbeat: Authbeat,
  request: AuthbeatRequest,
): Promise<AuthbeatResponse | undefined> {
  try {
    return await authbeat.handle(request);
  } catch (cause) {
    return unavailable(cause);
  }
}

/** The verdict of a guard. Never rejects: a request is not admitted when the guard fails. */
export async function judge<Admitted extends Admission>(
  guard: Guard<Admitted>,
  request: AuthbeatRequest,
): Promise<Verdict<Admitted>> {
  try {
    return await guard(request);
  } catch (cause) {
    return { admitted: false, response: unavailable(cause) };
  }
}

function unavailable(cause: unknown): AuthbeatResponse {
  return refusalResponse(new Refusal('unavailable', { cause }));
}
