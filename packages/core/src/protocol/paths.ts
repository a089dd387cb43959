/** Where the endpoints are mounted by default, below the app's base URL. */
export const DEFAULT_MOUNT = '/authbeat';

/** The paths of the endpoints, below the mount. @see docs/protocol.md, "Endpoints" */
export const ENDPOINT_PATHS = {
  session: '/session',
  heartbeat: '/heartbeat',
  ticket: '/ticket',
  recovery: '/recovery',
  recoveryScript: '/recovery.js',
  installed: '/installed',
  uninstalled: '/uninstalled',
  enabled: '/enabled',
  disabled: '/disabled',
} as const;
