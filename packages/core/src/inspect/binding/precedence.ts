import type { CauseId } from '../causes.ts';
import type { Candidate } from './candidate.ts';

/**
 * Where two causes lead to the same canonical request, both statements are true, and one of them says more: a value in
 * which "+" was mixed up with a space was also changed. Each cause makes those after it superfluous.
 */
const SAYS_MORE_THAN: Readonly<Partial<Record<CauseId, readonly CauseId[]>>> = {
  'context-path-missing': ['other-request', 'path-rewritten', 'path-normalised'],
  'context-path-extra': ['path-prefix-removed', 'other-request'],
  'path-prefix-removed': ['other-request'],
  'double-encoding': ['path-reencoded', 'encoding-rules', 'parameter-changed', 'charset'],
  'path-reencoded': ['path-case', 'encoding-rules', 'other-request'],
  'trailing-slash': ['path-normalised', 'path-rewritten', 'path-reencoded', 'other-request'],
  'path-normalised': ['path-rewritten', 'path-reencoded', 'other-request'],
  'path-case': ['other-request'],
  'path-rewritten': ['other-request'],
  'method-differs': ['other-request', 'method-case'],
  'plus-and-space': ['double-encoding', 'encoding-rules', 'parameter-changed', 'path-reencoded', 'charset'],
  charset: ['parameter-changed', 'encoding-rules'],
  'html-escaped': ['parameter-changed', 'parameter-added'],
  'nested-parameters': [
    'parameter-changed',
    'parameter-added',
    'repeated-parameters',
    'encoding-rules',
    'parameter-order',
  ],
  'parameter-order': ['repeated-parameters'],
  'repeated-parameters': ['parameter-changed', 'parameter-added', 'parameter-order'],
  'encoding-rules': ['parameter-changed'],
  'body-parameters': ['parameter-dropped', 'other-request'],
  'parameter-dropped': ['other-request'],
  'parameter-added': ['other-request'],
  'parameter-changed': ['other-request'],
};

/** The first candidate of each cause, without those that another one makes superfluous. */
export function pickTelling(candidates: readonly Candidate[]): readonly Candidate[] {
  const first = candidates.filter(
    ({ causeId }, index) => candidates.findIndex((other) => other.causeId === causeId) === index,
  );
  const superfluous = new Set(first.flatMap(({ causeId }) => SAYS_MORE_THAN[causeId] ?? []));
  const telling = first.filter(({ causeId }) => !superfluous.has(causeId));
  return telling.length === 0 ? first : telling;
}
