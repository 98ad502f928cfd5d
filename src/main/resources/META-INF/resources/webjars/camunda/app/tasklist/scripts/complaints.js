// "Complaints" in Tasklist's header: the log, for whoever has somebody on the telephone. It gives the reference of a
// complaint that has just been logged, and says how far each one is. And a start form begins in its first field, which
// Tasklist leaves to the mouse.

const day = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London', weekday: 'short', day: 'numeric', month: 'short', year: 'numeric'
});
const time = new Intl.DateTimeFormat('en-GB', {timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit'});

const parse = instant => new Date(instant.replace(/(\d\d)(\d\d)$/, '$1:$2'));
const onDay = instant => (instant ? day.format(parse(instant)).replaceAll(',', '') : '');
const atTime = instant => `${onDay(instant)}, ${time.format(parse(instant))}`;
// A limit in days ends with its day; one in hours at a time of it.
const until = instant => (instant && !instant.includes('T23:59:59') ? atTime(instant) : onDay(instant));

const element = (name, attributes = {}, ...children) => {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
};

async function read(path) {
  const response = await fetch(`/engine-rest/complaint${path}`, {headers: {Accept: 'application/json'}});
  const body = await response.json().catch(() => ({}));
  if (response.status === 401) {
    throw new Error('You are signed out. Sign in again, in this window or another.');
  }
  if (!response.ok) {
    throw new Error(body.message || 'The log cannot be read just now. Try again in a minute.');
  }
  return body;
}

function state(complaint) {
  if (complaint.state === 'closed') {
    return `Closed: ${(complaint.closedAs || '').replaceAll('-', ' ')}`;
  }
  return complaint.stage ? `Stage ${complaint.stage}` : complaint.kind.replaceAll('-', ' ');
}

function row(complaint, show) {
  const reference = element('button', {
    type: 'button', className: 'btn btn-link', textContent: complaint.reference, onclick: () => show(complaint)
  });
  const late = complaint.late ? element('strong', {className: 'text-danger', textContent: ' late'}) : '';
  return element('tr', {},
    element('td', {}, reference),
    element('td', {textContent: complaint.complainantName || 'no name given'}),
    element('td', {textContent: onDay(complaint.receivedAt)}),
    element('td', {textContent: state(complaint)}),
    element('td', {}, until(complaint.nextDue), late));
}

function table(headings, rows) {
  const head = element('tr', {}, ...headings.map(heading => element('th', {scope: 'col', textContent: heading})));
  return element('table', {className: 'table table-striped'},
    element('thead', {}, head), element('tbody', {}, ...rows));
}

const SAID = {
  started: () => 'Logged',
  claimed: name => `${name}: taken on`,
  completed: name => `${name}: done`,
  warning: name => name,
  'limit-missed': name => `${name} missed`,
  'limit-met': name => `${name} met`,
  'limit-extended': (name, step) => `${name}: moved by a notice to ${onDay(step.due)}`,
  'limit-recounted': (name, step) => `${name}: counted again, ${onDay(step.due)}`,
  closed: () => 'Closed',
  deleted: () => 'Removed'
};

function steps(all, limits) {
  const names = new Map(limits.map(limit => [limit.id, nameOf(limit)]));
  return table(['When', 'What', 'Who'], all.filter(step => SAID[step.action]).map(step => element('tr', {},
    element('td', {textContent: atTime(step.at)}),
    element('td', {textContent: SAID[step.action](names.get(step.limitId) || step.elementName, step)}),
    element('td', {textContent: step.actor || 'Redress'}))));
}

function nameOf(limit) {
  return (limit.what ? `${limit.what}: ` : '') + limit.name + (limit.revision ? ', revised' : '');
}

function limits(all) {
  return table(['Limit', 'Until', 'It is'], all.map(limit => element('tr', {},
    element('td', {textContent: nameOf(limit)}),
    element('td', {textContent: until(limit.due)}),
    element('td', {textContent: limit.state.replaceAll('-', ' ')}))));
}

function letters(reference, all) {
  return element('ul', {}, ...all.map(letter => element('li', {},
    element('a', {
      href: `/engine-rest/complaint/${reference}/letters/${letter.id}`, target: '_blank', textContent: letter.subject
    }),
    ` (${letter.state.replaceAll('-', ' ')})`)));
}

function dialog() {
  const search = element('input', {type: 'search', className: 'form-control', placeholder: 'Reference or name'});
  search.setAttribute('aria-label', 'Reference or name');
  const content = element('div');
  content.setAttribute('aria-live', 'polite');
  const close = element('button', {type: 'button', className: 'btn btn-default', textContent: 'Close'});
  const box = element('dialog', {className: 'redress-complaints'},
    element('h3', {textContent: 'Complaints'}), search, content, close);
  close.onclick = () => box.close();
  box.onclose = () => box.remove();

  const guarded = task => task().catch(error => content.replaceChildren(
    element('p', {className: 'text-danger', textContent: error.message})));

  const show = complaint => guarded(async () => {
    const reference = encodeURIComponent(complaint.reference);
    const [taken, written] = await Promise.all([read(`/${reference}/steps`), read(`/${reference}/letters`)]);
    const back = element('button', {
      type: 'button', className: 'btn btn-link', textContent: 'Back to all complaints', onclick: list
    });
    content.replaceChildren(back,
      element('h4', {textContent: `${complaint.reference}: ${complaint.complainantName || 'no name given'}`}),
      element('p', {textContent: `Received ${onDay(complaint.receivedAt)}. ${state(complaint)}.`}),
      limits(complaint.limits),
      ...(written.length ? [element('h5', {textContent: 'Letters'}), letters(complaint.reference, written)] : []),
      element('h5', {textContent: 'Steps'}), steps(taken, complaint.limits));
  });

  const list = () => guarded(async () => {
    const query = new URLSearchParams({sortBy: 'loggedAt', sortOrder: 'desc', maxResults: '25'});
    if (search.value.trim()) {
      query.set('q', search.value.trim());
    }
    const found = await read(`?${query}`);
    content.replaceChildren(found.length
      ? table(['Reference', 'Complainant', 'Received', 'Where it is', 'Next due'], found.map(one => row(one, show)))
      : element('p', {textContent: 'There are none.'}));
  });

  search.oninput = list;
  document.body.append(box);
  box.showModal();
  list();
}

let begun = null;
new MutationObserver(() => {
  const field = document.querySelector('.modal-dialog .fjs-form :is(input, textarea):enabled');
  const form = field && field.closest('.fjs-form');
  if (form && form !== begun) {
    field.focus();
  }
  begun = form;
}).observe(document.body, {childList: true, subtree: true});

export default {
  id: 'redress-complaints',
  pluginPoint: 'tasklist.navbar.action',
  priority: 150,
  render: node => {
    node.append(element('button', {type: 'button', className: 'btn btn-link', textContent: 'Complaints', onclick: dialog}));
  }
};
