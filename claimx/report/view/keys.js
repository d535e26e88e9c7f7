'use strict';
// Keys: through the claims, into the panel, and verdicts.

(() => {
  const LETTERS = {
    j: () => Choose.step(1, false),
    k: () => Choose.step(-1, false),
    a: () => Review.accept(),
    '/': () => Filters.search(),
    1: () => Review.flip(0),
    2: () => Review.flip(1),
    3: () => Review.flip(2),
    4: () => Review.flip(3),
  };
  const ARROWS = {
    ArrowDown: () => Choose.step(1, false),
    ArrowUp: () => Choose.step(-1, false),
    ArrowRight: () => Choose.step(1, true),
    ArrowLeft: () => Choose.step(-1, true),
  };

  const isTyping = (target) =>
    target instanceof Element && target.matches('textarea, input:not([type=checkbox])');

  const letter = (key) => (byId('letter-keys').checked ? LETTERS[key] : undefined);
  // Until a sentence is chosen, arrows scroll the page as they do everywhere.
  const arrow = (key) => (Choose.isPinned() ? ARROWS[key] : undefined);

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (byId('sure').open) return;
    if (event.key === 'Escape') {
      if (event.target.id !== 'search' || !event.target.value) Choose.close();
      return;
    }
    if (isTyping(event.target)) return;
    const action = letter(event.key) ?? arrow(event.key);
    if (!action) return;
    event.preventDefault();
    action();
  });
})();
