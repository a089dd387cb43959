import type { IncomingMessage } from 'node:http';
import { setHeaders } from '../proxy/headers.ts';
import { relayInformation } from '../proxy/information.ts';
import type { UpstreamRequest } from '../proxy/upstream.ts';
import type { Services, Visit } from './visit.ts';

/**
 * Sends a request to the upstream, with what every request carries.
 *
 * @returns the response, whose body is not read yet
 * @throws {UpstreamError}
 */
export function send(
  visit: Visit,
  outgoing: UpstreamRequest,
  { upstream, constantHeaders }: Services,
): Promise<IncomingMessage> {
  const { request, response, signal, trace } = visit;
  return trace.forward((traceHeaders) =>
    upstream.send(
      { ...outgoing, headers: setHeaders(outgoing.headers, { ...constantHeaders, ...traceHeaders }) },
      {
        // A body that has been read is a part of the outgoing request.
        incoming: outgoing.body === undefined ? request : undefined,
        signal,
        onInformation: (information) => relayInformation(information, response),
      },
    ),
  );
}
