// Loads a page again where a part of it should look anew by itself and has not for a while.
if (!window.turnaroundWatch) {
  const patience = 4000; // milliseconds for each second after which the part should look anew
  let seen = "";
  let since = Date.now();
  window.turnaroundWatch = setInterval(() => {
    const mark = document.querySelector("[data-beat]");
    const beat = mark ? mark.dataset.beat : "";
    if (!mark || document.hidden || beat !== seen) {
      seen = beat;
      since = Date.now();
    } else if (Date.now() - since > patience * mark.dataset.every) {
      since = Date.now();
      fetch("/_stcore/health").then((answer) => answer.ok && location.reload(), () => {});
    }
  }, 1000);
}
