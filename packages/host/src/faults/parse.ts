import { FaultError } from '../errors.ts';
import { FAULTS, type FaultDescription, type FaultId, type FaultText, type FaultValue } from './table.ts';

/** A fault that can be started. */
export interface Fault {
  readonly id: FaultId;
  /** Seconds, or an account; empty for a fault without a value. */
  readonly value: string;
}

/**
 * Reads a fault: its id, and its value behind `=`.
 *
 * @throws {FaultError} `fault_unknown` or `fault_value_invalid`
 */
export function parseFault(text: string): Fault {
  const [id = '', ...rest] = text.split('=');
  const description = describeFault(id);
  const given = rest.length > 0 ? rest.join('=') : undefined;
  const { value } = description;
  if (value === undefined && given !== undefined)
    throw new FaultError('fault_value_invalid', `The fault "${description.id}" takes no value.`);
  if (value && given !== undefined) checkValue(description.id, value, given);
  return { id: description.id, value: given ?? value?.default ?? '' };
}

/** The text of a fault, as {@link parseFault} reads it. */
export function formatFault({ id, value }: Fault): FaultText {
  return value === '' ? id : `${id}=${value}`;
}

/** @throws {FaultError} `fault_unknown` */
export function describeFault(id: string): FaultDescription & { readonly id: FaultId } {
  const description = FAULTS.find((fault) => fault.id === id);
  if (description) return description;
  const ids = FAULTS.map((fault) => fault.id).join(', ');
  throw new FaultError('fault_unknown', `There is no fault "${id.slice(0, 40)}". Choose one of: ${ids}.`);
}

function checkValue(id: string, { kind, least = 0, most = Infinity }: FaultValue, text: string): void {
  if (kind === 'account') {
    if (/^[\w:-]{1,128}$/.test(text)) return;
    throw new FaultError('fault_value_invalid', `The value of the fault "${id}" must be an account id.`);
  }
  const isNumber = /^-?\d+(\.\d+)?$/.test(text);
  if (!isNumber || Number(text) < least || Number(text) > most)
    throw new FaultError(
      'fault_value_invalid',
      `The value of the fault "${id}" must be a number of seconds from ${least} to ${most}.`,
    );
}
