import type { ClaimSet } from '@authbeat/core';
import { cloudIdOf, environmentIdOf, type ForgeIdentity } from './identity.ts';

/** Where a module is shown. */
export interface ModulePlace {
  /** The key of the module. Without one, the token is that of an event: it has neither `context` nor `app.module`. */
  readonly moduleKey?: string;
  /** The issue's key, for modules of an issue. */
  readonly issue?: string;
}

/** Describes where a module is shown: the `context` claim of an invocation token, and a part of `view.getContext()`. */
export function describePlace(identity: ForgeIdentity, { moduleKey = '', issue }: ModulePlace): ClaimSet {
  const { site, environment } = identity;
  const type = identity.manifest.modules.find(({ key }) => key === moduleKey)?.type;
  return {
    cloudId: cloudIdOf(site),
    siteUrl: site.hostBaseUrl,
    moduleKey,
    localId: `${environmentIdOf(identity)}/${moduleKey}`,
    environmentId: environmentIdOf(identity),
    environmentType: environment.toUpperCase(),
    extension: { type, ...describeIssue(identity, issue) },
  };
}

function describeIssue({ site }: ForgeIdentity, key: string | undefined): ClaimSet {
  const issue = key === undefined ? undefined : site.data.findIssue(key);
  if (!issue) return {};
  const project = site.data.projectOf(issue);
  return {
    issue: { id: issue.id, key: issue.key, type: issue.type.name, typeId: issue.type.id },
    project: { id: project.id, key: project.key, type: project.type },
  };
}
