'use strict';
// Sorts and searches the list of documents.

(() => {
  const body = document.querySelector('#table tbody');
  const heads = [...document.querySelectorAll('#table thead th')];
  const search = document.getElementById('search');
  const rows = [...body.rows].map((node) => ({
    node,
    words: node.cells[0].textContent.toLowerCase(),
    values: [...node.cells].map((cell) =>
      cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value),
    ),
  }));
  const order = new Intl.Collator('en', { numeric: true });
  const compare = (one, other) =>
    typeof one === 'number' ? one - other : order.compare(one, other);

  const sort = (at) => {
    const numbers = heads[at].classList.contains('number');
    const before = heads[at].getAttribute('aria-sort');
    const first = numbers ? 'descending' : 'ascending'; // most claims first, or A to Z
    const second = numbers ? 'ascending' : 'descending';
    const direction = before === first ? second : first;
    for (const head of heads) head.removeAttribute('aria-sort');
    heads[at].setAttribute('aria-sort', direction);
    const sign = direction === 'ascending' ? 1 : -1;
    rows.sort((one, other) => sign * compare(one.values[at], other.values[at]));
    body.append(...rows.map((row) => row.node));
  };

  const find = () => {
    const sought = search.value.trim().toLowerCase();
    let left = 0;
    for (const { node, words } of rows) {
      node.hidden = !words.includes(sought);
      if (!node.hidden) left += 1;
    }
    const [some, all] = [left, rows.length].map((one) => one.toLocaleString('en'));
    document.getElementById('found').textContent = `${some} of ${all} documents`;
  };

  heads.forEach((head, at) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.addEventListener('click', () => sort(at));
    head.replaceChildren(button);
  });
  search.addEventListener('input', find);
  document.getElementById('filters').hidden = false;
  find();
})();
