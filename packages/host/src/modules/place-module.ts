import { fillModuleUrl, type Module } from '@authbeat/core';
import type { ContextKeys, Product } from '../content/frame-context.ts';
import type { Installation } from '../installation/installation.ts';
import type { Site } from '../site/site.ts';
import { evaluateConditions } from './conditions.ts';
import { findPlace } from './locations.ts';
import { findModuleType, type Form } from './module-types.ts';
import { describePlace, type Place } from './places.ts';

/** Where a module is shown, or why it is not. */
export type Placement =
  | { readonly shown: true; readonly form: Form; readonly place: Place }
  | { readonly shown: false; readonly reason: string };

const PRODUCT_NAMES: Readonly<Record<Product, string>> = { jira: 'Jira', confluence: 'Confluence' };

/** Finds the place of a module. It is the same for every user. */
export function placeModule(product: Product, { descriptor }: Installation, module: Module): Placement {
  const type = findModuleType(module.type);
  if (type.product !== undefined && type.product !== product)
    return hidden(
      `It is a module of ${PRODUCT_NAMES[type.product]}. Start the host with that product to see it.`,
    );
  if ('reason' in type) return hidden(type.reason);
  const place = type.place === 'location' ? findPlace(product, module.location ?? '') : type.place;
  if (place === undefined)
    return hidden(
      `The local host's ${PRODUCT_NAMES[product]} has no place with the location "${module.location ?? ''}".`,
    );
  if (type.form !== 'item' && !hasUrlInApp(descriptor.baseUrl, module))
    return hidden('It has no URL within the app.');
  if (type.form === 'static-macro' && module.source['renderingMethod'] === 'post')
    return hidden('The local host requests static macros by GET only.');
  if (type.form === 'item' && module.url === undefined && module.target?.url === undefined)
    return hidden('It has no URL.');
  return { shown: true, form: type.form, place };
}

/** A module on a page. */
export interface ShownModule {
  readonly installation: Installation;
  readonly module: Module;
  readonly form: Form;
  readonly place: Place;
}

/** The modules of a place that the user who is signed in sees there, the lightest first. */
export function listModulesAt(site: Site, place: Place, keys: ContextKeys = {}): readonly ShownModule[] {
  const { adminOnly } = describePlace(place);
  if (adminOnly && site.signedIn?.admin !== true) return [];
  return site.installations
    .filter(({ state }) => state === 'enabled')
    .flatMap((installation) =>
      installation.modules.flatMap((module): readonly ShownModule[] => {
        const placement = placeModule(site.product, installation, module);
        if (!placement.shown || placement.place !== place) return [];
        const { holds } = evaluateConditions(module.source['conditions'], { site, installation, keys });
        return holds ? [{ installation, module, form: placement.form, place }] : [];
      }),
    )
    .toSorted((one, other) => weightOf(one) - weightOf(other));
}

function hasUrlInApp(baseUrl: string, { url, target }: Module): boolean {
  const template = target?.url ?? url;
  return template !== undefined && fillModuleUrl({ template, baseUrl }) !== undefined;
}

function weightOf({ module }: ShownModule): number {
  const { weight } = module.source;
  return typeof weight === 'number' ? weight : 100;
}

function hidden(reason: string): Placement {
  return { shown: false, reason };
}
