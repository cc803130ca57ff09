const NAME = 'carillon.key';

/** The key of this tab: it is sent with what a person tries here, and kept nowhere else. */
export const key = () => sessionStorage.getItem(NAME) ?? '';

/** Ties the field of the page to the key. */
export function keep(field, forget, kept) {
  const show = () => {
    kept.textContent = key() ? 'kept in this tab' : '';
  };
  field.value = key();
  field.addEventListener('input', () => {
    sessionStorage.setItem(NAME, field.value.trim());
    show();
  });
  forget.addEventListener('click', () => {
    sessionStorage.removeItem(NAME);
    field.value = '';
    show();
  });
  show();
}
