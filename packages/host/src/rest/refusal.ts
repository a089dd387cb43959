import { json, type HostResponse } from '../http/response.ts';

/** A call of an app is refused. The reason is in the response, and in the timeline. */
export class CallRefusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
    this.name = 'CallRefusal';
  }
}

/** The response to a refused call, in the form of Jira. */
export function refusalResponse({ status, message }: CallRefusal): HostResponse {
  return json({ errorMessages: [message], errors: {} }, status);
}

export function notFound(what: string): CallRefusal {
  return new CallRefusal(404, `There is no such ${what}, or the user may not see it.`);
}
