// What was typed into a form and not sent, while the tab is open: it is there for who looks elsewhere and comes back. In no history and no storage.
const drafts = new Map();
const MOST = 20;
const FORM = ['new', 'for', 'of', 'like', 'q'];
/** The form that is open here, whatever is filtered beside it. */
const here = () => location.pathname + FORM.map((name) => new URLSearchParams(location.search).get(name) ?? '').join('\n');

/** Of the form of this address; nothing if nobody has typed there. */
export const draft = () => drafts.get(here());

/** Keeps what a form says now, with what is empty, and what it said before in fields that are not drawn now: for its `onInput`. */
export function keepDraft(e) {
  const boxes = [...e.currentTarget.querySelectorAll('input[type=checkbox]')].map((box) => [box.name, box.checked]);
  const said = {...draft(), ...Object.fromEntries(new FormData(e.currentTarget)), ...Object.fromEntries(boxes)};
  drafts.delete(here());
  drafts.set(here(), said);
  if (drafts.size > MOST) drafts.delete(drafts.keys().next().value);
}

/** It is not wanted. */
export const dropDraft = () => { drafts.delete(here()); };

/** For a form that is being sent: called when it was, it drops the draft, and says whether the form is still looked at. */
export function whenSent() {
  const form = here();
  return () => {
    drafts.delete(form);
    return form === here();
  };
}

/** Whoever typed is gone. */
export const dropDrafts = () => drafts.clear();
