import type { Installation } from '../installation/installation.ts';
import type { Site } from '../site/site.ts';
import { evaluateConditions } from './conditions.ts';
import { placeModule } from './place-module.ts';
import { describePlace } from './places.ts';

/** What a person needs to know of one module of an app. */
export interface ModuleReport {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  /** Where it is shown, such as `right column of an issue`. Absent where it is not. */
  readonly where?: string;
  /** The address of a page that shows it. */
  readonly url?: string;
  /** Why it is not shown, or not to the user who is signed in. */
  readonly reason?: string;
  /** Conditions that the local host takes as true. */
  readonly unevaluated: readonly string[];
}

/** Accounts for every module of an app: where it is shown, or why not. */
export function reportModules(site: Site, installation: Installation): readonly ModuleReport[] {
  return installation.modules.map((module) => {
    const { key, name, type } = module;
    const placement = placeModule(site.product, installation, module);
    if (!placement.shown) return { key, name, type, reason: placement.reason, unevaluated: [] };
    const { words, context = {}, path, adminOnly } = describePlace(placement.place);
    const { holds, failing, unevaluated } = evaluateConditions(module.source['conditions'], {
      site,
      installation,
      keys: context,
    });
    const reason = !holds
      ? `The condition ${failing} hides it from ${site.signedIn?.name ?? 'anonymous users'}.`
      : adminOnly && site.signedIn?.admin !== true
        ? 'Only administrators see it.'
        : undefined;
    const url =
      placement.form === 'page' ? site.pageUrl(installation, key) : `${site.hostBaseUrl}${path ?? '/'}`;
    return { key, name, type, where: words, url, ...(reason !== undefined && { reason }), unevaluated };
  });
}
