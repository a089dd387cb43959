import { isRecord } from '@authbeat/core';
import {
  EXTERNAL_KINDS,
  type ExternalAddress,
  type ExternalKind,
  type ForgePermissions,
  type ForgeRemote,
} from './manifest.ts';
import { text, texts, type Problems } from './manifest-fields.ts';

/** Characters that would end a directive of a content security policy, or begin another source. */
const SOURCE = /^[^\s;,'"]+$/;

/** Reads `permissions`: scopes, and what the policy of the app's pages allows. */
export function readPermissions(
  value: unknown,
  remotes: readonly ForgeRemote[],
  problems: Problems,
): ForgePermissions {
  const { scopes, content, external } = isRecord(value) ? value : {};
  const { scripts, styles } = isRecord(content) ? content : {};
  const kinds = isRecord(external) ? external : {};
  return {
    scopes: isRecord(scopes) ? Object.keys(scopes) : texts(scopes, 'permissions.scopes', problems),
    contentScripts: texts(scripts, 'permissions.content.scripts', problems),
    contentStyles: texts(styles, 'permissions.content.styles', problems),
    external: Object.fromEntries(
      EXTERNAL_KINDS.map((kind) => [kind, readAddresses(kind, kinds[kind], remotes, problems)]),
    ) as Record<ExternalKind, readonly ExternalAddress[]>,
  };
}

function readAddresses(
  kind: ExternalKind,
  value: unknown,
  remotes: readonly ForgeRemote[],
  problems: Problems,
): readonly ExternalAddress[] {
  const name = kind === 'fetch' ? 'permissions.external.fetch.client' : `permissions.external.${kind}`;
  const addresses = kind === 'fetch' ? (isRecord(value) ? value['client'] : undefined) : value;
  if (addresses === undefined) return [];
  if (!Array.isArray(addresses)) {
    problems.push(`\`${name}\` must be a list`);
    return [];
  }
  return addresses.flatMap((entry: unknown): readonly ExternalAddress[] => {
    const remote = isRecord(entry) ? entry['remote'] : undefined;
    if (remotes.some(({ key }) => key === remote)) return [{ remote: String(remote) }];
    const address = text(isRecord(entry) ? entry['address'] : entry);
    if (address !== undefined && SOURCE.test(address)) return [{ address }];
    problems.push(`each entry of \`${name}\` must be an address, or name a remote`);
    return [];
  });
}
