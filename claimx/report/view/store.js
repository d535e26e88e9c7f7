'use strict';
// Reviews, kept in this browser under the document's id, its text and the model that labelled it.
//
// A review is {labels: [numbers] or null, note: text}; labels are null while only a note is there.
// What is kept is read again before each change, so that two windows do not undo each other's.

const Store = (() => {
  const KEY = `claimx review ${JSON.stringify(Doc.key)}`;
  const heard = new Set();
  let kept = new Map();
  let trouble = '';

  const isReview = (one) =>
    one !== null && typeof one === 'object' && typeof one.note === 'string' &&
    (one.labels === null ||
      (Array.isArray(one.labels) && one.labels.every((label) => [0, 1, 2, 3].includes(label))));

  const read = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
      return new Map(Object.entries(stored ?? {}).filter(([, one]) => isReview(one)));
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        trouble = 'This browser keeps nothing for this page: export your review before you leave.';
      }
      return error instanceof SyntaxError ? new Map() : kept;
    }
  };

  const write = () => {
    try {
      if (kept.size) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
      else localStorage.removeItem(KEY);
      trouble = '';
    } catch {
      trouble = 'This browser could not keep the last change: export your review before you leave.';
    }
  };

  const changed = () => heard.forEach((listener) => listener());

  const change = (make) => {
    if (!trouble) kept = read();
    make();
    write();
    changed();
  };

  const id = (at) => Doc.sentences[at].at;
  kept = read();
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY && event.key !== null) return;
    kept = read();
    changed();
  });

  return {
    listen: (listener) => heard.add(listener),
    trouble: () => trouble,
    of: (at) => kept.get(id(at)) ?? { labels: null, note: '' },
    isReviewed: (at) => Boolean(kept.get(id(at))?.labels),
    set: (at, review) =>
      change(() => {
        if (review.labels || review.note) kept.set(id(at), review);
        else kept.delete(id(at));
      }),
    clear: () => change(() => kept.clear()),
    size: () => kept.size,
  };
})();
