'use strict';
// Which claims are shown: by label, score and words. Others stay in the text, unmarked.

const Filters = (() => {
  const boxes = [...document.querySelectorAll('#filters input[name=label]')];
  const counts = [...document.querySelectorAll('#filters [data-count]')];
  const groups = [...document.querySelectorAll('.who .group')].map((node) => ({
    node,
    count: node.querySelector('.count'),
    items: [...node.querySelectorAll('li')],
  }));
  const [least, search] = [byId('least'), byId('search')];
  const shown = new Uint8Array(Doc.count);
  let lower = null;

  const says = (at, sought) => {
    lower ??= new Map(Doc.claims.map((claim) => [claim, Doc.words(claim).toLowerCase()]));
    return lower.get(at).includes(sought);
  };

  const set = (node, hidden) => {
    if (node && node.hidden !== hidden) node.hidden = hidden;
  };

  const mark = (at, labels) => {
    const label = Doc.labels[Doc.primary(labels)] ?? '';
    if (Doc.nodes[at].dataset.label !== label) Doc.nodes[at].dataset.label = label;
    set(Doc.entries.get(at), !labels.length);
  };

  const showGroups = (filtered) => {
    for (const { node, count, items } of groups) {
      let left = 0;
      for (const item of items) {
        const at = Number(item.dataset.at);
        const out = filtered && !shown[at];
        set(item, out);
        if (!out) left += 1;
      }
      count.textContent = left.toLocaleString('en');
      set(node, !left);
    }
  };

  const apply = () => {
    const wanted = boxes.map((box) => box.checked);
    const floor = Number(least.value);
    const sought = search.value.trim().toLowerCase();
    const held = counts.map(() => 0);
    let total = 0;
    for (const at of Doc.claims) {
      const one = Doc.sentences[at];
      const fits = (label) => wanted[label] && one.scores[label] >= floor;
      const labels = !sought || says(at, sought) ? one.labels.filter(fits) : [];
      shown[at] = labels.length ? 1 : 0;
      total += shown[at];
      for (const label of labels) held[label] += 1;
      mark(at, labels);
    }
    const filtered = total < Doc.claims.length;
    counts.forEach((node, label) => { node.textContent = held[label].toLocaleString('en'); });
    byId('least-value').textContent = floor.toFixed(2);
    const all = Doc.claims.length.toLocaleString('en');
    byId('found').textContent = `${total.toLocaleString('en')} of ${all} claims`;
    set(byId('reset'), boxes.every((box) => box.checked) && !floor && !sought);
    showGroups(filtered);
  };

  const reset = () => {
    for (const box of boxes) box.checked = true;
    least.value = '0';
    search.value = '';
    apply();
    search.focus();
  };

  byId('filters').addEventListener('input', apply);
  byId('reset').addEventListener('click', reset);
  byId('filters').hidden = false;
  apply(); // a browser may have kept what was set before a reload

  return {
    isShown: (at) => Boolean(shown[at]),
    reset,
    search: () => search.focus(),
  };
})();
