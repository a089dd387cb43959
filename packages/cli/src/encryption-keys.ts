/** The variable that apps on Authbeat keep their encryption keys in, separated by commas. */
export const ENCRYPTION_KEYS = 'AUTHBEAT_ENCRYPTION_KEYS';

export function readEncryptionKeys(): readonly string[] {
  return (process.env[ENCRYPTION_KEYS] ?? '').split(',').filter((key) => key !== '');
}
