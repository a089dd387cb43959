/**
 * Makes a listbox one stop of the tab key: arrows go from option to option, Home and End to the first and last.
 *
 * @param {HTMLElement} box
 * @param {(box: HTMLElement) => HTMLElement[]} optionsOf its options in their order
 * @param {[back: string, forth: string]} keys
 */
export function followArrowKeys(box, optionsOf, [back, forth]) {
  box.addEventListener('keydown', (event) => {
    const options = optionsOf(box);
    const at = options.indexOf(event.target);
    const next = { [forth]: at + 1, [back]: at - 1, Home: 0, End: options.length - 1 }[event.key];
    if (at < 0 || next === undefined || !options[next]) return;
    event.preventDefault();
    options[at].tabIndex = -1;
    options[next].tabIndex = 0;
    options[next].focus();
  });
}

/** After a change of the options: one of them is the stop, the given one if the last stop has gone. */
export function keepTabStop(options, stop) {
  if (stop && !options.some(({ tabIndex }) => tabIndex === 0)) stop.tabIndex = 0;
}
