import {
  buildFrameUrl,
  decodeToken,
  fillModuleUrl,
  HOST_TOKEN_PARAMETER,
  type Descriptor,
  type Module,
} from '@authbeat/core';
import { editorOf } from './macro-editor.ts';
import { variablesOf, type ContextKeys } from '../content/frame-context.ts';
import { InstallationError } from '../errors.ts';
import type { HostRuntime, SiteIdentity } from '../runtime.ts';
import type { TokenMint, TokenOptions } from './mint-tokens.ts';

/** Where a module is shown, and to which account. */
export interface ModuleUrlOptions extends TokenOptions, ContextKeys {
  /** The values of `{ac.…}` placeholders. */
  readonly ac?: Readonly<Record<string, string>>;
  /** Whether the frame opens with its page: the fault `expired` does not concern it. Defaults to `false`. */
  readonly opensWithPage?: boolean;
  /** Builds the URL of a macro's editor in place of the macro's own. Defaults to `false`. */
  readonly editor?: boolean;
  /** The frame that gets the URL, as the timeline names it. Defaults to one for all frames of the module. */
  readonly frame?: string;
}

/** How long ago the token has expired that a fault puts into a URL, in seconds. */
const EXPIRED_FOR = 900;

interface ModuleUrlContext {
  readonly runtime: HostRuntime;
  readonly site: SiteIdentity;
  readonly descriptor: Descriptor;
  readonly tokens: TokenMint;
}

/** Builds the URL that the host loads in a module's frame. @throws {InstallationError} `module_unknown` */
export function buildModuleUrl(
  { runtime, site, descriptor, tokens }: ModuleUrlContext,
  module: Module,
  options: ModuleUrlOptions,
): string {
  const { baseUrl, key: appKey, authentication } = descriptor;
  const template = options.editor ? editorOf(module)?.url : (module.target?.url ?? module.url);
  if (template === undefined) throw outsideOfApp(appKey, module);
  const parts = { template, baseUrl, variables: fillersOf(site, options) };
  const isSigned = !module.cacheable && authentication !== 'none';
  const url = module.cacheable
    ? fillModuleUrl(parts)
    : buildFrameUrl({
        ...parts,
        hostBaseUrl: site.hostBaseUrl,
        appKey,
        moduleKey: module.key,
        ...(isSigned && {
          mint: (unsigned) => tokens.iframe({ ...agedBy(runtime, options), ...options, url: unsigned }),
        }),
      });
  if (url === undefined) throw outsideOfApp(appKey, module);
  recordUrl(runtime, site, appKey, module, { url, frame: options.frame });
  return url;
}

/** When the token of a frame was issued, where a fault has it expired. */
function agedBy(
  { faultState: { expiredFrames }, tokenClock, tokenLifetimes }: HostRuntime,
  { opensWithPage = false, lifetime = tokenLifetimes.iframe }: ModuleUrlOptions,
): TokenOptions {
  const isExpired = expiredFrames === 'all' || (expiredFrames === 'late' && !opensWithPage);
  return isExpired ? { issuedAt: tokenClock() / 1000 - lifetime - EXPIRED_FOR } : {};
}

function recordUrl(
  { now, timeline, frames }: HostRuntime,
  { name: site }: SiteIdentity,
  app: string,
  { key, name }: Module,
  { url, frame }: { readonly url: string; readonly frame: string | undefined },
): void {
  const fields = frames.find(frame, { site, app, module: key, name });
  const token = new URL(url).searchParams.get(HOST_TOKEN_PARAMETER);
  frames.learn(token ?? url, fields.frame);
  if (token === null) return;
  const { iat = 0, exp = 0 } = decodeToken(token).claims;
  const life = Number(exp) * 1000 > now() ? `a token of ${Number(exp) - Number(iat)} s` : 'an expired token';
  timeline.record(
    {
      kind: 'token',
      site,
      sentence: `Built the URL of "${fields.name}" with ${life}.`,
      data: {
        ...fields,
        token: 'iframe',
        lifetime: Number(exp) - Number(iat),
        issuedAtMs: Number(iat) * 1000,
        expiresAtMs: Number(exp) * 1000,
      },
    },
    { request: { method: 'GET', url, headers: [] } },
  );
}

function outsideOfApp(app: string, { key }: Module): InstallationError {
  return new InstallationError('module_unknown', `The module "${key}" has no URL within the app.`, {
    app,
    module: key,
  });
}

function fillersOf({ data }: SiteIdentity, { ac = {}, ...keys }: ModuleUrlOptions): Record<string, string> {
  return {
    ...variablesOf(data, keys),
    ...Object.fromEntries(Object.entries(ac).map(([name, value]) => [`ac.${name}`, value])),
  };
}
