'use strict';
// The reader's verdicts: accept a sentence's labels or set the right ones, add a note, export.

const Review = (() => {
  const NOTE_MS = 400;
  const boxes = [...document.querySelectorAll('#details input[name=right]')];
  const note = byId('review-note');
  const sure = byId('sure');
  let at = -1;
  let timer = 0;

  const same = (one, other) => one.length === other.length && one.every((label) => other.includes(label));
  const accepted = (place) => same(Store.of(place).labels, Doc.sentences[place].labels);
  const reviewed = () => Doc.sentences.flatMap((_, place) => (Store.isReviewed(place) ? [place] : []));

  const state = (place) => {
    if (!Store.isReviewed(place)) {
      return Store.of(place).note ? 'Noted, not reviewed: accept the labels or set them.' : 'Not reviewed.';
    }
    const names = Doc.names(Store.of(place).labels).join(', ') || 'no label';
    return accepted(place) ? `Accepted: ${names}.` : `Corrected: ${names}.`;
  };

  const showOne = () => {
    if (at < 0) return;
    const { labels, note: text } = Store.of(at);
    boxes.forEach((box, label) => { box.checked = (labels ?? Doc.sentences[at].labels).includes(label); });
    if (document.activeElement !== note) note.value = text;
    byId('review-state').textContent = state(at);
    byId('undo').disabled = !labels && !text;
  };

  const mark = (place) => {
    const stamp = !Store.isReviewed(place) ? '' : accepted(place) ? 'accepted' : 'corrected';
    for (const node of [Doc.nodes[place], Doc.entries.get(place)]) {
      if (node && (node.dataset.review ?? '') !== stamp) node.dataset.review = stamp;
    }
  };

  const showAll = () => {
    let [done, claims] = [0, 0];
    for (let place = 0; place < Doc.count; place += 1) {
      mark(place);
      if (!Store.isReviewed(place)) continue;
      done += 1;
      if (Doc.sentences[place].labels.length) claims += 1;
    }
    const [all, most] = [Doc.count, Doc.claims.length].map((one) => one.toLocaleString('en'));
    byId('reviewed').textContent =
      `${done.toLocaleString('en')} of ${all} sentences reviewed, ${claims.toLocaleString('en')} of ${most} claims`;
    for (const id of ['export-jsonl', 'export-xlsx']) byId(id).disabled = !done;
    byId('clear').disabled = !Store.size();
    byId('not-kept').hidden = !Store.trouble();
    if (byId('not-kept').textContent !== Store.trouble()) byId('not-kept').textContent = Store.trouble();
    showOne();
  };

  const keepNote = () => {
    clearTimeout(timer);
    timer = 0;
    if (at >= 0 && note.value !== Store.of(at).note) Store.set(at, { ...Store.of(at), note: note.value });
  };

  const judge = (labels) => {
    if (at >= 0) Store.set(at, { labels: [...labels].sort(), note: note.value });
  };
  const accept = () => at >= 0 && judge(Doc.sentences[at].labels);
  const chosen = () => boxes.flatMap((box, label) => (box.checked ? [label] : []));

  const flip = (label) => {
    if (at < 0 || !boxes[label]) return;
    boxes[label].checked = !boxes[label].checked;
    judge(chosen());
  };

  const undo = () => {
    note.value = '';
    Store.set(at, { labels: null, note: '' });
    byId('accept').focus();
  };

  // ---- exports

  const row = (place) => {
    const { labels, note: text } = Store.of(place);
    const one = Doc.sentences[place];
    const kept = { doc: Doc.id, i: one.index, text: Doc.text(place), labels: Doc.names(labels) };
    return text ? { ...kept, note: text } : kept;
  };

  const lines = () => reviewed().map((place) => `${JSON.stringify(row(place))}\n`);

  const table = () => [
    ['doc', 'i', 'text', ...Doc.labels, 'labels by the model', 'note'],
    ...reviewed().map((place) => [
      Doc.id,
      Doc.sentences[place].index,
      Doc.text(place),
      ...Doc.labels.map((_, label) => Number(Store.of(place).labels.includes(label))),
      Doc.names(Doc.sentences[place].labels).join(', '),
      Store.of(place).note,
    ]),
  ];

  const save = (blob, suffix) => {
    const name = Doc.id.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '').slice(0, 60);
    const link = element('a');
    link.href = URL.createObjectURL(blob);
    link.download = `review-${name || 'document'}.${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };

  const exportJsonl = () => save(new Blob(lines(), { type: 'application/jsonl' }), 'jsonl');
  const exportXlsx = () =>
    save(Workbook.make(table(), [20, 6, 90, 11, 11, 11, 11, 30, 40]), 'xlsx');

  byId('accept').addEventListener('click', accept);
  byId('undo').addEventListener('click', undo);
  byId('details').addEventListener('change', (event) => {
    if (event.target.name === 'right') judge(chosen());
  });
  note.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(keepNote, NOTE_MS);
  });
  window.addEventListener('pagehide', keepNote);
  byId('export-jsonl').addEventListener('click', () => { keepNote(); exportJsonl(); });
  byId('export-xlsx').addEventListener('click', () => { keepNote(); exportXlsx(); });
  byId('clear').addEventListener('click', () => {
    byId('sure-text').textContent = `${reviewed().length.toLocaleString('en')} reviewed sentences and all notes of this document go.`;
    sure.showModal();
    byId('sure-no').focus();
  });
  byId('sure-yes').addEventListener('click', () => { sure.close(); note.value = ''; Store.clear(); });
  byId('sure-no').addEventListener('click', () => sure.close());

  Choose.listen((place) => {
    keepNote();
    at = place;
    note.value = place < 0 ? '' : Store.of(place).note;
    showOne();
  });
  Store.listen(showAll);
  at = Choose.current();
  byId('progress').hidden = false;
  showAll();

  return { accept, flip };
})();
