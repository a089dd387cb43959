// What connect-host.js expects to find in a page of the product, before it is loaded.
window.AJS = {
  $: window.jQuery,
  // Asked for the dialog that Escape closes. Those of this host are not AUI's, and close themselves.
  LayerManager: { global: { getTopLayer: () => undefined } },
};
// oxlint-disable-next-line no-underscore-dangle -- the name is Atlassian's
window.__FEATUREGATES_JS__ = {
  initializeCompleted: () => true,
  checkGate: () => false,
  getPackageVersion: () => '4.23.4',
};
window.require = () => ({ emitGasV3() {} });
