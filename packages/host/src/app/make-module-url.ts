import type { Descriptor, Module } from '@authbeat/core';
import { InstallationError } from '../errors.ts';
import { findIssue, PROJECT } from '../site/issues.ts';
import type { SiteIdentity, World } from '../world.ts';
import { appendHostParameters, appendParameters, fillModuleUrl } from './build-url.ts';
import type { TokenMint, TokenOptions } from './mint-tokens.ts';

/** Where a module is shown, and to whom. */
export interface ModuleUrlOptions extends TokenOptions {
  /** The issue's key, for modules of an issue. */
  readonly issue?: string;
  /** What fills `{ac.…}` placeholders. */
  readonly ac?: Readonly<Record<string, string>>;
}

/** What a module's URL is made from. */
interface ModuleUrlContext {
  readonly world: World;
  readonly site: SiteIdentity;
  readonly descriptor: Descriptor;
  readonly tokens: TokenMint;
}

/** Fills, completes and signs a module's URL. @throws {InstallationError} `module_unknown` */
export function makeModuleUrl(
  { world, site, descriptor, tokens }: ModuleUrlContext,
  module: Module,
  options: ModuleUrlOptions,
): string {
  const { baseUrl, key: appKey, authentication } = descriptor;
  const template = module.target?.url ?? module.url;
  const filled =
    template === undefined
      ? undefined
      : fillModuleUrl({ template, baseUrl, variables: variablesOf(options) });
  if (filled === undefined)
    throw new InstallationError('module_unknown', 'The module has no URL within the app.', {
      app: appKey,
      module: module.key,
    });
  if (module.cacheable) return filled;
  const url = appendHostParameters(filled, { siteUrl: site.url, appKey, moduleKey: module.key });
  if (authentication === 'none') return url;
  const life = options.life ?? world.tokenLives.iframe;
  world.timeline.record({
    kind: 'token',
    site: site.name,
    sentence: `Made the URL of "${module.name}" with a token of ${life} s.`,
    data: { token: 'iframe', app: appKey, module: module.key, life },
  });
  return appendParameters(url, { jwt: tokens.iframe({ ...options, url }) });
}

function variablesOf({ issue: key, ac = {} }: ModuleUrlOptions): Record<string, string> {
  const issue = key === undefined ? undefined : findIssue(key);
  return {
    ...(issue && { 'issue.id': issue.id, 'issue.key': issue.key, 'issuetype.id': issue.type.id }),
    'project.id': PROJECT.id,
    'project.key': PROJECT.key,
    ...Object.fromEntries(Object.entries(ac).map(([name, value]) => [`ac.${name}`, value])),
  };
}
