/** Readable in light and dark mode. Takes no space while there is nothing to show. */
export const STYLE = `
:host { display: block; color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
[data-needed='true'] {
  display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between;
  padding: 8px 12px; border-radius: 4px;
  color: var(--authbeat-color, light-dark(#172b4d, #e4e7ec));
  background: var(--authbeat-background, light-dark(#f4f5f7, #22272b));
  border: 1px solid var(--authbeat-border, light-dark(#6b778c, #8c9bab));
}
button {
  font: inherit; padding: 4px 12px; border-radius: 3px; border: 1px solid currentcolor; cursor: pointer;
  color: var(--authbeat-accent, light-dark(#0747a6, #85b8ff)); background: transparent;
}
button:focus-visible { outline: 2px solid var(--authbeat-accent, light-dark(#0747a6, #85b8ff)); outline-offset: 2px; }
button[hidden] { display: none; }
`;
