import { isRecord } from '@authbeat/core';
import { json, refusal, type HostResponse } from '../http/response.ts';
import type { RequestFields, SiteRequest } from '../site/site-request.ts';

/** Serves the parameters and the body of a macro: `AP.confluence.getMacroData()` and `getMacroBody()`. */
export function readMacro({ site }: SiteRequest, { macro: id }: RequestFields): HostResponse {
  const macro = site.data.macros.get(String(id));
  return macro ? json(macro) : noMacro();
}

/** Saves what `AP.confluence.saveMacro()` passes on. Parameters are texts. */
export function saveMacro(
  { site }: SiteRequest,
  { macro: id, parameters, body }: RequestFields,
): HostResponse {
  const macro = site.data.macros.get(String(id));
  if (!macro) return noMacro();
  const texts = Object.entries(isRecord(parameters) ? parameters : {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  site.data.macros.set(macro.id, {
    ...macro,
    parameters: Object.fromEntries(texts) as Record<string, string>,
    body: typeof body === 'string' ? body : macro.body,
  });
  return json({});
}

function noMacro(): HostResponse {
  return refusal(404, 'macro_unknown', 'This frame is not of a macro.');
}
