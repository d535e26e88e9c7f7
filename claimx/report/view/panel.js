'use strict';
// The panel beside the article: everything that is known of one sentence.

const Panel = (() => {
  const panel = byId('panel');
  const [hint, details] = [byId('hint'), byId('details')];
  const title = byId('panel-title');
  const bars = [...document.querySelectorAll('#panel-scores tbody tr')].map((row) => ({
    row,
    fill: row.querySelector('.bar-fill'),
    score: row.querySelector('.score'),
  }));

  /** Pieces of a sentence: text, or [type of span, pieces inside]; notes the types that come. */
  const marked = (pieces, seen) =>
    pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      const [type, inside] = piece;
      seen.add(type);
      const span = element('span', 'span', element('span', 'span-name', type));
      span.dataset.span = type;
      span.append(...marked(inside, seen));
      return span;
    });

  const showWords = (at, reading) => {
    const seen = new Set();
    byId('panel-words').replaceChildren(
      ...(reading ? marked(reading.pieces, seen) : [Doc.words(at)]),
    );
    const key = Object.keys(Doc.spans).filter((type) => seen.has(type));
    byId('panel-key').replaceChildren(
      ...key.map((type) => {
        const sample = element('span', 'span', type);
        sample.dataset.span = type;
        return element('li', '', sample, ` ${Doc.spans[type]}`);
      }),
    );
    byId('panel-key').hidden = !key.length;
  };

  const row = (name, ...value) =>
    element('div', '', element('dt', '', name), element('dd', '', ...value));

  const speaker = (relation) => {
    if (!relation.href) return relation.speaker;
    const link = element('a', '', relation.speaker);
    link.href = relation.href;
    return link;
  };

  const relationList = (relation) => {
    const list = element('dl', 'relation');
    if (relation.speaker) list.append(row('speaker', speaker(relation)));
    for (const name of ['source', 'cue', 'content', 'cause', 'signal', 'effect']) {
      if (relation[name]) list.append(row(name, relation[name]));
    }
    return list;
  };

  const showReading = (reading) => {
    const kinds = [];
    if (reading?.strength) kinds.push(row('strength of the finding', Doc.strengths[reading.strength]));
    if (reading?.caution) kinds.push(row('kind of caution', Doc.cautions[reading.caution]));
    const relations = (reading?.relations ?? []).map(relationList);
    byId('panel-relations').replaceChildren(...relations.filter((list) => list.childElementCount));
    byId('panel-kinds').replaceChildren(...kinds);
    byId('panel-kinds').hidden = !kinds.length;
    byId('panel-reading').hidden = !kinds.length && !relations.length && byId('panel-key').hidden;
  };

  const showScores = (one) => {
    bars.forEach(({ row: line, fill, score }, label) => {
      fill.setAttribute('width', String(one.scores[label] * 100));
      score.textContent = one.scores[label].toFixed(2);
      line.classList.toggle('held', one.labels.includes(label));
    });
    const held = Doc.names(one.labels);
    for (const item of byId('panel-labels').children) {
      const { label } = item.dataset;
      item.hidden = label === 'none' ? held.length > 0 : !held.includes(label);
    }
  };

  return {
    node: panel,
    show: (at) => {
      const one = Doc.sentences[at];
      title.textContent = `Sentence ${at + 1} of ${Doc.count}`;
      showWords(at, one.reading);
      showScores(one);
      showReading(one.reading);
      byId('panel-truncated').hidden = !one.truncated;
      hint.hidden = true;
      details.hidden = false;
      panel.classList.add('open');
      panel.scrollTop = 0;
    },
    close: () => {
      hint.hidden = false;
      details.hidden = true;
      panel.classList.remove('open');
    },
    enter: () => title.focus({ preventScroll: true }),
  };
})();
Panel.node.hidden = false;
