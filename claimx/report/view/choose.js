'use strict';
// Which sentence is chosen: by pointing, focus, tap, link or key. One listener for all of them.

const Choose = (() => {
  const HOVER_MS = 80;
  const article = byId('article');
  const wide = matchMedia('(hover: hover) and (min-width: 60rem)');
  const narrow = matchMedia('(max-width: 60rem)');
  const heard = new Set();
  let current = -1;
  let last = -1;
  let silent = false;
  let pinned = false;
  let timer = 0;
  let entrance = null;

  const badge = (at) => Doc.nodes[at].querySelector('a.tags');

  /** One claim alone is in the order of the Tab key; keys lead from it to the others. */
  const enterAt = (link) => {
    if (!link) return;
    if (entrance) entrance.tabIndex = -1;
    entrance = link;
    entrance.tabIndex = 0;
  };

  const stress = (at, on) => {
    if (at < 0) return;
    Doc.nodes[at].classList.toggle('chosen', on);
    const link = Doc.entries.get(at)?.firstElementChild;
    if (on) link?.setAttribute('aria-current', 'true');
    else link?.removeAttribute('aria-current');
  };

  const show = (at, pin) => {
    clearTimeout(timer);
    pinned = pin;
    document.body.classList.toggle('pinned', pin);
    if (at === current) return;
    stress(current, false);
    [current, last] = [at, at];
    stress(at, true);
    Panel.show(at);
    heard.forEach((listener) => listener(at));
  };

  const focus = (at) => {
    const link = badge(at);
    const target = link && Filters.isShown(at) ? link : Doc.nodes[at];
    if (target !== link) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };

  /** Bring a claim to sight in its list, where the list scrolls by itself. */
  const showEntry = (at) => {
    const item = Doc.entries.get(at);
    const list = item?.parentElement;
    if (!list || list.scrollHeight <= list.clientHeight) return;
    const [inner, outer] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
    if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
    if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
  };

  /** Choose a sentence from elsewhere: bring it to sight and move the focus there. */
  const go = (at) => {
    if (at < 0 || at >= Doc.count) return;
    show(at, true);
    Doc.nodes[at].scrollIntoView({ block: narrow.matches ? 'start' : 'center' });
    focus(at);
    showEntry(at);
    const names = Doc.names(Doc.sentences[at].labels).join(', ') || 'no label';
    byId('told').textContent = `Sentence ${at + 1}: ${names}.`;
  };

  const close = () => {
    const inside = Panel.node.contains(document.activeElement);
    clearTimeout(timer);
    stress(current, false);
    [current, pinned] = [-1, false];
    document.body.classList.remove('pinned');
    heard.forEach((listener) => listener(-1));
    Panel.close();
    if (!inside || last < 0) return;
    silent = true;
    focus(last);
    silent = false;
  };

  /** The next claim that is shown, or the next sentence, in a direction. */
  const step = (direction, everySentence) => {
    const none = direction < 0 ? Doc.count : -1;
    const from = last < 0 ? none : last;
    for (let at = from + direction; at >= 0 && at < Doc.count; at += direction) {
      if (everySentence || Filters.isShown(at)) return go(at);
    }
    return undefined;
  };

  const jump = (event) => {
    const link = event.target.closest('a[href^="#s-"]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const at = Number(link.hash.slice(3));
    go(at);
    try {
      history.replaceState(null, '', link.hash);
    } catch {
      // some places that a page can be shown in have no history: the jump is made all the same
    }
  };

  for (const link of article.querySelectorAll('a.tags')) link.tabIndex = -1;
  enterAt(article.querySelector('a.tags'));

  article.addEventListener('mouseover', (event) => {
    const at = Doc.at(event.target);
    clearTimeout(timer);
    if (at < 0 || pinned || !wide.matches) return;
    timer = setTimeout(() => show(at, false), HOVER_MS);
  });
  article.addEventListener('mouseleave', () => clearTimeout(timer));
  article.addEventListener('focusin', (event) => {
    const at = Doc.at(event.target);
    if (silent || at < 0 || event.target.classList.contains('name')) return;
    enterAt(badge(at));
    show(at, true);
  });
  article.addEventListener('click', (event) => {
    const at = Doc.at(event.target);
    if (event.target.closest('a.tags')) event.preventDefault();
    if (at < 0 || !getSelection().isCollapsed) return;
    show(at, true);
    if (narrow.matches) Doc.nodes[at].scrollIntoView({ block: 'start' }); // not behind the panel
    if (event.detail === 0) Panel.enter(); // by the keyboard
  });
  document.addEventListener('click', jump);
  byId('previous').addEventListener('click', () => step(-1, true));
  byId('next').addEventListener('click', () => step(1, true));
  byId('close').addEventListener('click', close);

  return {
    listen: (listener) => heard.add(listener),
    current: () => current,
    isPinned: () => pinned,
    go,
    close,
    step,
  };
})();
if (/^#s-\d+$/.test(location.hash)) Choose.go(Number(location.hash.slice(3)));
