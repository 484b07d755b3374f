// Reading works without this file: the style sheet follows the system's colour scheme. It adds a button that
// chooses one and remembers it. Loaded before the body is shown, so that a page never flashes.
(() => {
  const choices = ['auto', 'light', 'dark'];
  const read = () => {
    try {
      return localStorage.getItem('scheme') ?? 'auto';
    } catch {
      return 'auto'; // storage is switched off: the choice lasts for one page
    }
  };
  let chosen = choices.includes(read()) ? read() : 'auto';
  const apply = () => {
    if (chosen === 'auto') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = chosen;
  };
  apply();

  document.addEventListener('DOMContentLoaded', () => {
    const button = document.querySelector('[data-scheme-button]');
    const name = document.querySelector('[data-scheme-name]');
    const contents = document.querySelector('.contents details');
    if (contents !== null && matchMedia('(min-width: 60rem)').matches) contents.open = true;
    name.textContent = chosen;
    button.hidden = false;
    button.addEventListener('click', () => {
      chosen = choices[(choices.indexOf(chosen) + 1) % choices.length];
      try {
        localStorage.setItem('scheme', chosen);
      } catch {
        // as above
      }
      name.textContent = chosen;
      apply();
    });
  });
})();
