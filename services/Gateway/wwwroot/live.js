// Freshens the page. The page is complete without this script: it fetches the same address again and takes over the parts marked
// data-live, when the event stream rings, every two seconds while documents are pending, and every half minute for the ages.
const busyEvery = 2000, idleEvery = 30000, gatherFor = 250;
const sign = document.getElementById('live');
let timer = 0, rung = false, running = false, again = false, events = null, pressed = false;

// What is pressed must still be there when it is let go, or the click is lost.
addEventListener('pointerdown', () => { pressed = true; }, true);
for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => setTimeout(() => { pressed = false; }), true);

function show(text, lost) {
  sign.hidden = false;
  sign.classList.toggle('lost', lost);
  if (sign.textContent !== text) sign.textContent = text;
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(freshen, ms);
}

// Rows that were not there before light up once.
function markNew(before, after) {
  const known = new Set([...before.querySelectorAll('tr[data-key]')].map(row => row.dataset.key));
  for (const row of after.querySelectorAll('tr[data-key]')) {
    if (!known.has(row.dataset.key)) row.classList.add('new');
  }
}

// A part that holds the focus keeps it: the same button or link is focused again in the new part.
function replace(before, after) {
  const focused = before.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute('href');
  markNew(before, after);
  before.replaceWith(after);
  const same = focused?.id ? document.getElementById(focused.id) : href ? after.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
  same?.focus({ preventScroll: true });
}

async function freshen() {
  if (running) { again = true; return; }
  running = true;
  rung = false;
  try {
    const answer = await fetch(location.href, { redirect: 'manual', headers: { Accept: 'text/html', 'X-Freshen': '1' } });
    if (answer.type === 'opaqueredirect') { location.reload(); return; } // the session is over
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (pressed) { again = true; return; }
    const page = new DOMParser().parseFromString(text, 'text/html');
    for (const before of document.querySelectorAll('[data-live]')) {
      const after = page.getElementById(before.id);
      if (after && after.outerHTML !== before.outerHTML) replace(before, after);
    }
    if (events.readyState === EventSource.OPEN) show('Live', false);
  } catch {
    show('Reconnecting …', true);
  } finally {
    running = false;
    const pending = document.querySelector('[data-pending="true"]') !== null;
    later(again || rung ? gatherFor : pending ? busyEvery : idleEvery);
    again = false;
  }
}

function listen() {
  events = new EventSource('/v1/events/stream?after=latest');
  // Rings that come close together are answered once; a steady stream of them cannot put the answer off.
  const ring = () => { if (!rung) { rung = true; later(gatherFor); } };
  events.onopen = () => { show('Live', false); ring(); };
  events.onerror = () => {
    show('Reconnecting …', true);
    // The browser reconnects by itself unless the server refused; then we do.
    if (events.readyState === EventSource.CLOSED) { events.close(); setTimeout(listen, 5000); }
  };
  events.onmessage = ring;
  for (const type of ['stored', 'duplicate', 'rejected', 'failed']) events.addEventListener(`document.${type}.v1`, ring);
}

if (sign) {
  show('Connecting …', true);
  listen();
  freshen();
}
