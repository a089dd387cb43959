/** The descriptor, which stays as it is. Sites keep the one that they installed in any case. */
export function describeApp(baseUrl: string) {
  return {
    key: 'moving-app',
    name: 'Moving app',
    baseUrl,
    authentication: { type: 'jwt' },
    apiMigrations: { 'signed-install': true, 'context-qsh': true },
    lifecycle: { installed: '/installed', uninstalled: '/uninstalled' },
    scopes: ['READ'],
    modules: {
      generalPages: [{ key: 'panel', name: { value: 'Panel' }, url: '/panel' }],
    },
  };
}
