import type { LifecycleEvent } from '@authbeat/core';
import { Refusal } from '../errors.ts';
import { readOnce, requireTarget } from '../http/request-line.ts';
import { emptyResponse, refusalResponse } from '../http/responses.ts';
import type { AuthbeatRequest } from '../request.ts';
import type { AuthbeatResponse } from '../response.ts';
import type { Services } from '../services.ts';
import { describeRefusal, reportRequest } from '../signals/report-request.ts';
import type { TenantEvent } from '../tenants/apply-event.ts';
import {
  isAppliedInstall,
  notePendingSecret,
  withoutPendingSecret,
  type PendingInstall,
} from '../tenants/pending-secret.ts';
import { keepCall, readCall, sealingOf } from './lifecycle.ts';

/** A lifecycle call that is verified and not kept yet. No method rejects. */
export interface LifecycleCall {
  readonly event: LifecycleEvent;
  readonly clientKey: string;
  /**
   * Notes the secret of an `installed` call as pending: from now on it verifies beside the current one, for
   * `previousSecretLifetime` at most.
   *
   * @returns `undefined` when the call can be forwarded. Otherwise the response for the host: the call was applied
   *   before, and its token does not cover its body, or the store failed
   */
  readonly prepare: () => Promise<AuthbeatResponse | undefined>;
  /** Keeps the call. @returns 204, or the response that says why it was not kept */
  readonly commit: () => Promise<AuthbeatResponse>;
  /** Drops the pending secret when the call was refused elsewhere. If the store fails, it expires by itself. */
  readonly abandon: () => Promise<void>;
}

/** The decision about a lifecycle call. */
export type LifecycleVerdict =
  | { readonly admitted: true; readonly call: LifecycleCall }
  | { readonly admitted: false; readonly response: AuthbeatResponse; readonly foreign?: boolean };

/** Decides about one lifecycle call, at whatever URL it arrived. Never throws and never rejects. */
export type LifecycleGuard = (request: AuthbeatRequest) => Promise<LifecycleVerdict>;

/** Makes a guard that verifies a lifecycle call and leaves it to its caller whether the call is kept. */
export function createLifecycleGuard(event: LifecycleEvent, services: Services): LifecycleGuard {
  return async (request) =>
    reportRequest<LifecycleVerdict>('lifecycle', services, {
      async handle() {
        const readable = readOnce(request);
        requireTarget(readable);
        if (readable.method !== 'POST')
          throw new Refusal('method_not_allowed', { headers: { allow: 'POST' } });
        const call = prepareCall(await readCall(event, readable, services), services);
        return { event: { type: 'admitted', door: 'lifecycle' }, result: { admitted: true, call } };
      },
      refuse(refusal) {
        services.explainer?.explain('lifecycle', request, refusal);
        return {
          admitted: false,
          response: refusalResponse(refusal, services.settings.docsUrl),
          ...(refusal.foreign && { foreign: true }),
        };
      },
    });
}

function prepareCall(call: TenantEvent, services: Services): LifecycleCall {
  const { event, clientKey } = call;
  const install = installOf(call);
  const commit = async (): Promise<AuthbeatResponse> =>
    respond(services, async () => {
      await keepCall(call, services);
      return emptyResponse();
    });
  return {
    event,
    clientKey,
    commit,
    prepare: async () =>
      install &&
      respond(services, async () =>
        (await noteInstall(clientKey, install, services)) ? undefined : commit(),
      ),
    async abandon() {
      if (!install) return;
      const drop = async () =>
        services.tenants.change(clientKey, (kept) => withoutPendingSecret(kept, install.tokenHash));
      await drop().catch(() => undefined);
    },
  };
}

/** The response of some work, or of the refusal that ended it, which the operator gets as an event. */
async function respond<Result>(
  { signals, settings }: Services,
  work: () => Promise<Result>,
): Promise<Result | AuthbeatResponse> {
  try {
    return await work();
  } catch (cause) {
    const refusal = cause instanceof Refusal ? cause : new Refusal('unavailable', { cause });
    signals.emit(describeRefusal('lifecycle', refusal));
    return refusalResponse(refusal, settings.docsUrl);
  }
}

function installOf({ issuedAt, secret, tokenHash }: TenantEvent): PendingInstall | undefined {
  return secret === undefined || tokenHash === undefined ? undefined : { issuedAt, secret, tokenHash };
}

/** @returns `false` for a call that changes nothing any more */
async function noteInstall(clientKey: string, install: PendingInstall, services: Services): Promise<boolean> {
  const { now, previousSecretLifetime } = services.settings;
  const expiresAtMs = now() + previousSecretLifetime * 1000;
  const options = { expiresAtMs, ...sealingOf(clientKey, services) };
  const { before } = await services.tenants.change(clientKey, (kept) =>
    isAppliedInstall(kept, install) ? kept : notePendingSecret(kept, install, options),
  );
  return !isAppliedInstall(before, install);
}
