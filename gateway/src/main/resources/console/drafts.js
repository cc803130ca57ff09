// What was typed into a form and not sent, while the tab is open: it is there for who looks elsewhere and comes back. In no history and no storage.
const drafts = new Map();
const MOST = 20;
const FORM = ['new', 'for', 'of', 'like'];
/** The form that is open here, whatever is filtered beside it. */
const here = () => location.pathname + FORM.map((name) => new URLSearchParams(location.search).get(name) ?? '').join('\n');

/** Of the form of this address; nothing if nobody has typed there. */
export const draft = () => drafts.get(here());

/** Keeps what a form says now, with what is empty: for its `onInput`. */
export function keepDraft(e) {
  drafts.delete(here());
  drafts.set(here(), Object.fromEntries(new FormData(e.currentTarget)));
  if (drafts.size > MOST) drafts.delete(drafts.keys().next().value);
}

/** It was sent, or is not wanted. */
export const dropDraft = () => { drafts.delete(here()); };

/** Whoever typed is gone. */
export const dropDrafts = () => drafts.clear();
