// Shortcuts: one key each, none where somebody writes, none with a modifier.

/** Calls the action of a key that is pressed anywhere on the page. */
export function listen(actions) {
  document.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target.closest?.('input, select, textarea, [contenteditable], dialog')) return;
    if (document.querySelector('dialog[open]')) return;
    const action = actions[key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
