import type { InvocationClaims } from '@authbeat/core';
import type { AuthbeatRequest } from '../request.ts';
import type { Installations } from '../tenants/installations.ts';
import type { FindClientKey } from './find-client-key.ts';
import type { ForgeTokens, TokenInstallation } from './forge-tokens.ts';

/**
 * Keeps the OAuth tokens of a request whose invocation token has verified. With a new token of the app, the product is
 * asked which Connect tenant the installation was, unless it or an operator has said so before.
 *
 * @returns whether the installation has another link now
 * @throws {StoreError}
 */
export type ReceiveForgeTokens = (
  request: Pick<AuthbeatRequest, 'header'>,
  claims: InvocationClaims,
  installation: TokenInstallation,
) => Promise<boolean>;

export interface ReceiverOptions {
  readonly forgeTokens: ForgeTokens;
  readonly installations: Pick<Installations, 'find' | 'link'>;
  readonly findClientKey: FindClientKey;
}

export function createTokenReceiver({
  forgeTokens,
  installations,
  findClientKey,
}: ReceiverOptions): ReceiveForgeTokens {
  return async (request, claims, installation) => {
    const { installationId, tenantId } = installation;
    if (!(await forgeTokens.keep(request, claims, installation))) return false;
    const linkedBy = (await installations.find(installationId))?.linkedBy;
    const access =
      linkedBy === 'operator' || linkedBy === 'product' ? undefined : await forgeTokens.find({ tenantId });
    const clientKey = access && (await findClientKey(access));
    if (clientKey === undefined) return false;
    const isLinked = await installations.link(installationId, { clientKey, by: 'product' });
    if (!isLinked || clientKey === tenantId) return false;
    // Under its new tenantId the installation needs its token as well.
    await forgeTokens.keep(request, claims, { ...installation, tenantId: clientKey });
    return true;
  };
}
