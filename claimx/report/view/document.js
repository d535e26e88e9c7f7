'use strict';
// The document: what the data island says of each sentence, and where its text stands.

const byId = (id) => document.getElementById(id);

/** A new element; strings become text, never markup. */
const element = (name, className, ...inside) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...inside);
  return made;
};

const Doc = (() => {
  const data = JSON.parse(byId('data').textContent);
  const nodes = [...document.querySelectorAll('#article .sentence')];
  const entries = new Map();
  for (const item of document.querySelectorAll('#claims > li')) {
    entries.set(Number(item.dataset.at), item);
  }
  const claims = data.sentences.flatMap((one, at) => (one.labels.length ? [at] : []));
  const words = (at) => nodes[at].querySelector('.words').textContent;

  /** The first of some labels in the order in which one label alone is named; -1 for none. */
  const primary = (labels) => {
    const found = data.order.find((label) => labels.includes(label));
    return found === undefined ? -1 : found;
  };

  return {
    ...data,
    nodes,
    entries,
    claims,
    primary,
    words,
    count: nodes.length,
    /** The sentence as it is in the document, which the page may show with other line ends. */
    text: (at) => data.sentences[at].text ?? words(at),
    names: (labels) => labels.map((label) => data.labels[label]),
    /** The place of the sentence that an element stands in; -1 outside of all. */
    at: (target) => {
      const node = target instanceof Element ? target.closest('.sentence') : null;
      return node ? Number(node.id.slice(2)) : -1;
    },
  };
})();
